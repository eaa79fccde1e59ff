"""Fails inside a function, with causes, and the program around it goes on."""

from __future__ import annotations

import sys

import convlog

conv = convlog.Conversation(sys.argv[1])


@convlog.function
def look_up(conv: convlog.Conversation, customer: str) -> None:
    conv.log.info("Looking up", customer=customer)
    try:
        {}[customer]
    except KeyError as error:
        raise LookupError("no such customer") from error


with conv.turn(user_input="Who am I?"):
    raised = None
    try:
        look_up(conv, "17")
    except LookupError as error:
        raised = error
assert raised is not None
assert type(raised.__cause__) is KeyError
conv.end()
assert convlog.flush(30) == (0, 0)
