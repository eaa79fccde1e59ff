from _gen import *  # <AUTO GENERATED>


def alias_of_the_flag(conv: Conversation):
    conv.log.info("Date of birth taken", pii=True, date_of_birth="1980-01-02")
    conv.log.info("Date of birth taken")
