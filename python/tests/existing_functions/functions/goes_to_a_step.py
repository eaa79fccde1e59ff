from _gen import *  # <AUTO GENERATED>


def goes_to_a_step(conv: Conversation, flow: Flow):
    conv.goto_flow("booking")
    flow.goto_step("ask_date", "label")
    conv.set_variant("b")
    conv.say("Let's book.")
    conv.log.info("Moved", flow=flow.name)
