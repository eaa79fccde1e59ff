from _gen import *  # <AUTO GENERATED>


class ReadOnlyDict(dict):
    def __setitem__(self, key, value):
        raise TypeError("read-only")

    def __getitem__(self, key):
        value = super().__getitem__(key)
        return ReadOnlyDict(value) if isinstance(value, dict) else value


def read_only_config(conv: Conversation):
    config = ReadOnlyDict({"hours": {"mon": [9, 17]}, "flags": {"sms": True}})
    conv.log.info("Real-time config", full_config=config, hours=config["hours"])
