"""convlog: what a function wrote during a call, under the exact function call, turn and conversation.

from convlog import Conversation

conv = Conversation("CA42", account_id="acme", project_id="front-desk")
with conv.turn(user_input="I can't log in") as turn:
    with conv.function("crm_upsert", arguments={"id": 17}):
        conv.log.info("Validated inputs", validation_passed=True)
    turn.agent_response = "Let me try that again."
conv.end()
"""

from convlog import _interpreter

# First of all: once the extension was loaded by one interpreter, no other can load it any more.
_interpreter.insist_on_the_main_one()

from convlog._config import ConfigurationError, Left, Pending, configure, flush, shutdown, stats
from convlog._conversation import Conversation
from convlog._core import VERSION as __version__
from convlog._core import Logger, Pii
from convlog._event import FunctionEvent
from convlog._function import function
from convlog._state import State
from convlog._turn import Span, Turn

#: Mark a value as personal: `conv.log.info("Booked", phone=convlog.pii(number))`.
pii = Pii

__all__ = [
    "ConfigurationError",
    "Conversation",
    "FunctionEvent",
    "Left",
    "Logger",
    "Pending",
    "Pii",
    "Span",
    "State",
    "Turn",
    "__version__",
    "configure",
    "flush",
    "function",
    "pii",
    "shutdown",
    "stats",
]
