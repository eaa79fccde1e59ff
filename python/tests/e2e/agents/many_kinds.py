"""Holds conversations of every kind, one after the other, and prints their ids."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta

import convlog
from convlog import Conversation, pii

PREFIX = sys.argv[1]
NOW = datetime.now(UTC)


def nothing(conv: Conversation) -> None:
    """A call that was opened, and then nothing."""


def ended(conv: Conversation) -> None:
    with conv.turn(user_input="Hello", latency=1.25, asr_lang_code="en-GB", barge_in=True) as turn:
        with conv.function("greet", arguments={"name": "you"}) as event:
            conv.log.info("Greeting", mood="good")
            event.set_result("say hello")
        turn.agent_response = "Hello."
    conv.end(ended_by="caller", reason="hung up")


def only_hidden(conv: Conversation) -> None:
    conv.log.info("Born on 7 March 1984", is_pii=True)
    conv.end()


def hidden_inside_a_function(conv: Conversation) -> None:
    with conv.turn(), conv.function("save"):
        conv.log.info("Caller is Jane Example", is_pii=True)
    conv.end()


def hidden_outside_a_function(conv: Conversation) -> None:
    conv.log.info("Before the first turn", is_pii=True)
    with conv.turn(user_input="Hi"):
        conv.log.info("Between functions", is_pii=True)
    conv.log.info("After the last turn", is_pii=True)
    conv.end()


def outside_a_function(conv: Conversation) -> None:
    conv.log.info("Before the first turn")
    with conv.turn(user_input="Hi"):
        conv.log.info("Between functions")
    conv.end()
    conv.log.info("After the end")


def no_turns(conv: Conversation) -> None:
    with conv.function("start_function"):
        conv.log.info("Starting")
    conv.end()


def handed_over(conv: Conversation) -> None:
    with conv.turn(user_input="A person, please"), conv.function("transfer") as event:
        event.set_result({"utterance": "One moment.", "handoff": {"type": "front desk", "reason": "ASKED"}})
    conv.update(handoff=True, handoff_reason="ASKED", handoff_destination="front desk")
    conv.end(ended_by="agent")


def failing(conv: Conversation) -> None:
    with conv.turn(user_input="Break"):
        try:
            with conv.function("break_it", arguments={"how": ["hard", {"times": 2}]}):
                try:
                    raise KeyError("inner")
                except KeyError as error:
                    conv.log.error("It broke", exc_info=True)
                    raise RuntimeError("outer") from error
        except RuntimeError:
            pass
        with conv.function("refuse") as event:
            event.set_result({"hangup": True, "transition": {"goto_flow": "goodbye"}, "variant": "b"})
    conv.end(reason="it broke")


def fields_of_every_type(conv: Conversation) -> None:
    """What a strict client meets in the fields that anybody may fill."""
    conv.update(tags=["vip", "second call"], poly_score=4.5, polyai_duration_ms=73_456.7, note="a note")
    conv.update(summary={"heading": "A call", "content": "It went well."}, language="en-GB", variant_name="b")
    for value in (1, 2.5, True, None, "text", {"an": "object"}, [1, "two"]):
        conv.write_metric("ANYTHING", value)
    conv.state.update({"when": NOW, "nested": {"a": [1, {"b": None}]}, "phone": pii("+447700900123")})
    with conv.turn(
        user_input=pii("My number is +447700900123"), intents=["a", {"name": "b"}], entities=[{"city": "Rome"}]
    ):
        with conv.function("change", arguments={"phone": pii("+447700900123"), 1: 2}) as event:
            conv.state.update({"nested": {"a": []}, "added": 1})
            del conv.state.when
            event.set_result({"content": {"for": "the model"}, "end_turn": False})
    conv.end()


def fields_of_wrong_types(conv: Conversation) -> None:
    """What existing functions write where something else was meant."""
    conv.update(tags=["vip", 7, None, 2.5, {"a": 1}], poly_score="high", polyai_duration_ms=-5, summary=["a", "list"])
    conv.update(handoff="yes", handoff_reason=17, language=5, direction="sideways", env="moon")
    with conv.turn(
        user_input=17, intents="balance", entities={"city": "Rome"}, is_ood="no", latency="slow", barge_in=1
    ):
        with conv.function("odd", arguments={"": None}, function_id=17) as event:
            event.set_result(["neither", "text", "nor", "dict"])
        with conv.function("odder") as event:
            event.set_result({"utterance": 5, "handoff": True, "hangup": "yes", "transition": "away", "content": 4})
    conv.end(ended_by=3, reason={"a": 1})


def long_ago(conv: Conversation) -> None:
    with conv.turn(user_input="Still there?"):
        pass
    conv.end()


def many_turns(conv: Conversation) -> None:
    for number in range(1, 121):
        with conv.turn(user_input=f"Question {number}") as turn:
            with conv.function("answer", arguments={"number": number}):
                conv.log.info("Answering", number=number)
            turn.agent_response = f"Answer {number}"
    conv.end()


def without_an_end(conv: Conversation) -> None:
    with conv.turn(user_input="Wait"):
        conv.log.warning("Nobody ends this")


def with_another_id(conv: Conversation) -> None:
    """The id is a part of a path, and no harmless one."""
    with conv.turn(), conv.function("look"):
        conv.log.info("Seen")
    conv.end()


SCENES = [
    nothing, ended, only_hidden, hidden_inside_a_function, hidden_outside_a_function, outside_a_function, no_turns,
    handed_over, failing, fields_of_every_type, fields_of_wrong_types, long_ago, many_turns, without_an_end,
]  # fmt: skip

for scene in SCENES:
    started_at = NOW - timedelta(minutes=75) if scene is long_ago else None
    scene(
        Conversation(
            f"{PREFIX}-{scene.__name__}",
            env="live",
            channel="VOICE-SIP",
            direction="outbound" if scene is handed_over else "inbound",
            caller_number="+447700900123",
            callee_number="+441134960000",
            started_at=started_at.isoformat() if started_at else None,
        )
    )
    print(f"{PREFIX}-{scene.__name__}")
with_another_id(Conversation(f"{PREFIX}/ü %2F?#", env="live"))
print(f"{PREFIX}/ü %2F?#")
left = convlog.flush(30)
assert left == (0, 0), left
