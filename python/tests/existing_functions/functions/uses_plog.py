from _gen import *  # <AUTO GENERATED>
import plog


@plog.tmp_bind(api_integration="booking")
def uses_plog(conv: Conversation, size: int):
    plog.info("Booking", size=size)
    try:
        raise ConnectionError("refused")
    except ConnectionError:
        plog.error("Booking failed", exc_info=True)
    plog.warning("Giving up", is_pii=True, phone=conv.caller_number)
    with plog.tmp_bind(step=2):
        plog.info("Inside")
    return "failed"
