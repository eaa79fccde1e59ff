from _gen import *  # <AUTO GENERATED>
import plog
from datetime import datetime
from zoneinfo import ZoneInfo


@func_description("Runs before the greeting")
def start_function(conv: Conversation):
    conv.state.started = datetime(2025, 1, 2, 3, 4, tzinfo=ZoneInfo("Europe/London"))
    conv.state.phone = conv.caller_number
    conv.log.info("Call started", state=conv.state, attributes=conv.integration_attributes)
    conv.state.phone = None
    plog.info("start", env=conv.env, is_pii=True)
    return ""
