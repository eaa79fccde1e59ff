"""Holds one turn of a call whose other turns are held elsewhere: knows nothing but the id and what was said."""

from __future__ import annotations

import sys

import convlog

conversation, number = sys.argv[1], int(sys.argv[2])
conv = convlog.Conversation(conversation, caller_number="+447700900123" if number == 1 else None)
with conv.turn(user_input=f"Question {number}") as turn:
    with conv.function(f"step_{number}", arguments={"number": number}):
        conv.log.info(f"Line {number}", number=number)
    turn.agent_response = f"Answer {number}"
if number == 5:
    conv.end(ended_by="caller")
left = convlog.flush(30)
assert left == (0, 0), left
