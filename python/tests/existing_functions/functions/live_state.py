from _gen import *  # <AUTO GENERATED>


def live_state(conv: Conversation):
    conv.state.attempts = (conv.state.attempts or 0) + 1
    conv.state.history = []
    for step in ("ask", "check", "book"):
        conv.state.history.append(step)
        conv.log.info("State now", state=conv.state, attempts=getattr(conv.state, "missing", 7))
    conv.state.history.clear()
