from _gen import *  # <AUTO GENERATED>


def percent_habit(conv: Conversation, reference: str):
    try:
        raise LookupError("no booking " + reference)
    except Exception as e:
        conv.log.error("Look-up failed with error: %s", str(e))
        conv.log.error("%s failed for %s: %s", "look-up", reference, e)
    return "not found"
