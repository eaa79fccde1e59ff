from _gen import *  # <AUTO GENERATED>


@func_parameter("amount", "how much")
def exception_field(conv: Conversation, amount: float):
    try:
        amount / 0
    except ZeroDivisionError as e:
        conv.log.error("Division failed", error=e, amount=amount)
        conv.log.error("Division failed again", exc_info=True)
        conv.log.warning("And again", exc_info=e, error=str(e))
    return {"utterance": "That did not work.", "end_turn": False, "listen": {"asr": {"timeout": 0.1}}}
