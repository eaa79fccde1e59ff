"""Talks through one scripted call: `python examples/front_desk --conversation ID --caller NUMBER`.

Where the records go is up to `CONVLOG_URL` and `CONVLOG_API_KEY`. Without them they are printed and kept in the spool.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import convlog
from convlog import Conversation, Turn, pii

if __package__ in (None, ""):
    # So that the folder runs as a script, without being installed.
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from front_desk import accounts, functions

CUSTOMER = "17"


@contextmanager
def exchange(conv: Conversation, heard: str | None, *, personal: bool = False) -> Iterator[Turn]:
    """A turn as speech recognition and speech synthesis frame it: when the caller had spoken, when the agent began."""
    words = pii(heard) if personal else heard
    with conv.turn(user_input=words, user_input_datetime=datetime.now(UTC) if heard else None) as turn:
        say("caller", heard)
        yield turn
        turn.agent_response_datetime = datetime.now(UTC)
        say("agent", turn.agent_response)


def say(who: str, words: str | None) -> None:
    """Prints a line of the conversation."""
    if words:
        print(f"  {who:>6}  {words}")


def talk(conv: Conversation) -> None:
    """The call, turn by turn. A real agent gets these words from speech recognition and a language model."""
    functions.start_function(conv)
    with exchange(conv, None) as turn:
        turn.agent_response = "Welcome to the bank. How can I help?"
    with exchange(conv, "What is my balance? I was born on the seventh of March.", personal=True) as turn:
        functions.check_identity(conv, customer_id=CUSTOMER, date_of_birth="7 March")
        turn.agent_response = "I need the year as well, please."
    with exchange(conv, "Nineteen eighty-four.", personal=True) as turn:
        functions.check_identity(conv, customer_id=CUSTOMER, date_of_birth="1984-03-07")
        functions.look_up_balance(conv, account="current")
        turn.agent_response = "Thank you. I have read your balance out to you."
    with exchange(conv, "Then close my account, please.") as turn:
        with turn.span("llm", model="example-model", input="Then close my account, please.") as span:
            span.output = {"function": "close_account", "reason": "moving abroad"}
        result = functions.close_account(conv, reason="moving abroad")
        turn.agent_response = result["utterance"]
    conv.end(ended_by="agent", reason="handed off")
    functions.end_function(conv)


def main() -> int:
    """Runs the call and delivers what it logged."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--conversation", default="demo", help="the conversation's id")
    parser.add_argument(
        "--caller",
        default="+447700900123",
        help="the caller's number (default: one that rings nowhere)",
    )
    options = parser.parse_args()
    with accounts.running() as url:
        conv = Conversation(
            options.conversation,
            account_id="acme",
            project_id="front-desk",
            env="live",
            channel="VOICE-SIP",
            direction="inbound",
            caller_number=options.caller,
            callee_number="+441134960000",
        )
        conv.accounts_url = url
        talk(conv)
    left = convlog.flush(timeout=10)
    print(f"\n  {convlog.stats()['recorded']} records written, {left.records} still to be delivered")
    return 0


if __name__ == "__main__":
    sys.exit(main())
