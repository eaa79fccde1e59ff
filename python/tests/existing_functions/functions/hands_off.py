from _gen import *  # <AUTO GENERATED>


def hands_off(conv: Conversation):
    conv.state.handoff_reason = "billing"
    conv.log.warning("Handing off", reason=conv.state.handoff_reason, department=None)
    return {
        "utterance": "I'll put you through.",
        "handoff": {"type": "Front Desk", "reason": "billing", "refer": {"to": "sip:desk@example.com"}},
        "hangup": False,
    }
