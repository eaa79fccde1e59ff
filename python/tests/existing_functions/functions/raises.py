from _gen import *  # <AUTO GENERATED>


@func_latency_control(delay_before_responses_start=1, delay_responses=[("One moment", 2)])
def raises(conv: Conversation):
    conv.log.info("About to fail", attempt=1)
    try:
        {}["missing"]
    except KeyError as e:
        raise RuntimeError("could not continue") from e
