"""Is in the middle of a function until somebody ends it: prints a line once everything so far is delivered."""

from __future__ import annotations

import os
import signal
import sys

import convlog

conv = convlog.Conversation(sys.argv[1], env="live", direction="inbound")
turn = conv.turn(user_input="Do something slow")
event = conv.function("slow_function", arguments={"seconds": 3600})
event.open()
conv.log.info("First line", number=1)
if sys.argv[2] == "delivered":
    assert convlog.flush(30) == (0, 0)
conv.log.warning("Last line before the end", number=2)
if sys.argv[2] == "killed":
    os.kill(os.getpid(), signal.SIGKILL)
convlog.flush(30)
print("waiting", flush=True)
sys.stdin.readline()
