from _gen import *  # <AUTO GENERATED>


def end_function(conv: Conversation):
    conv.write_metric("CALL_OUTCOME", "booked", write_once=True)
    conv.write_metric("ATTEMPTS", conv.state.attempts)
    conv.log.info("Call over", metrics=conv.metric_events, history=conv.history)
