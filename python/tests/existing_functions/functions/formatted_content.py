from _gen import *  # <AUTO GENERATED>


def formatted_content(conv: Conversation, heard: str):
    conv.log.info(f"Heard {heard!r} from {conv.caller_number}", is_pii=True)
    conv.log.info("Heard something", length=len(heard))
