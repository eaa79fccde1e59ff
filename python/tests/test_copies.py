"""Copying and pickling what the package gives: a copy goes on with the same conversation, here or elsewhere."""

from __future__ import annotations

import concurrent.futures
import copy
import dataclasses
import functools
import multiprocessing
import pickle
from collections.abc import Callable
from typing import Any
from unittest import mock

import pytest

import convlog
from convlog import Conversation, State, _core, pii, studio, testing


def pickled(value: Any) -> Any:
    return pickle.loads(pickle.dumps(value))


COPIES: dict[str, Callable[[Any], Any]] = {
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    "pickle": pickled,
    "oldest pickle": lambda value: pickle.loads(pickle.dumps(value, protocol=2)),
    "in a list": lambda value: copy.deepcopy([value])[0],
    "in a dict": lambda value: pickled({"a": value})["a"],
    "asdict": lambda value: dataclasses.asdict(dataclasses.make_dataclass("Holds", ["it"])(value))["it"],
}
however_copied = pytest.mark.parametrize("how", COPIES)


@however_copied
def a_copy_of_a_conversation_logs_where_the_original_does(
    conv: Conversation, captured: testing.Captured, how: str
) -> None:
    conv.update(tags=["a"])
    conv.state.step = 2
    conv.own = [conv]
    with conv.turn() as turn, conv.function("f") as event:
        other = COPIES[how](conv)
        other.log.info("from the copy")
        assert (other.id, other.state.step, type(other)) == ("CA1", 2, Conversation)
        assert (other.account_id, other.project_id, other.language) == ("acme", "front-desk", None)
        with other.function("inner"):
            pass
    (entry,) = captured.of("log")
    assert (entry.turn_id, entry.function_event_id) == (turn.id, event.id)
    assert captured.events()[1]["parent_id"] == event.id
    assert len(captured.of("conversation")) == 2, "a copy tells nothing again"


@however_copied
def a_copy_of_a_logger_an_event_a_turn_and_a_span_is_the_same_one(
    conv: Conversation, captured: testing.Captured, how: str
) -> None:
    with conv.turn() as turn, conv.function("f") as event, conv.span("llm") as span:
        COPIES[how](conv.log).info("logged")
        COPIES[how](event).set_result("unused by a pickle")
        COPIES[how](turn).agent_response = "hi"
        assert (COPIES[how](event).id, COPIES[how](turn).id, COPIES[how](span).id) == (event.id, turn.id, span.id)
        COPIES[how](turn).end()
        assert turn.ended, "they share their end"
    assert captured.of("log")[0].function_event_id == event.id
    assert captured.merged("turn")[turn.id]["agent_response"] == "hi"
    assert [len(captured.of(kind)) for kind in ("turn", "function_event", "span")] == [3, 2, 2]


@however_copied
def a_copy_of_a_marked_value_keeps_its_mark(conv: Conversation, captured: testing.Captured, how: str) -> None:
    marked = COPIES[how](pii({"phone": ["+44 7700 900123"]}))
    conv.log.info("x", value=marked)
    assert captured.of("log")[0].pii == ["/entry/value"]
    assert marked.value == {"phone": ["+44 7700 900123"]}


@however_copied
def a_copy_of_the_state_is_a_state_of_its_own(how: str) -> None:
    state = State(a=[1], b=pii(2))
    other = COPIES[how](state)
    other.c = 3
    assert (type(other), other.a, other.missing, state.c) == (State, [1], None, None)


@however_copied
def what_a_capture_holds_can_be_copied(conv: Conversation, captured: testing.Captured, how: str) -> None:
    conv.log.info("x")
    record, held = COPIES[how](captured.records[-1]), COPIES[how](dataclasses.replace(captured))
    if how == "asdict":
        assert record == dataclasses.asdict(captured.records[-1])
        assert held["records"][-1] == record
    else:
        assert record == captured.records[-1]
        assert held.records[-1] == record


@however_copied
def a_conversation_of_agent_studio_stays_one(captured: testing.Captured, how: str) -> None:
    conv = studio.Conversation("CA1", project_id="front-desk", integration_attributes={"x": 1})
    conv.goto_flow("main")
    other = COPIES[how](conv)
    assert (type(other), other.integration_attributes, other.nobody_set_this) == (studio.Conversation, {"x": 1}, None)
    assert other.transition.goto_flow == "main"
    assert other.functions is not None


class Agent(Conversation):
    def __init__(self, customer: str) -> None:
        super().__init__("of " + customer)
        self.customer = customer


@however_copied
def a_conversation_of_a_class_of_ones_own_stays_one(captured: testing.Captured, how: str) -> None:
    agent = Agent("Ann")
    other = COPIES[how](agent)
    other.log.info("x")
    assert (type(other), other.customer, captured.of("log")[0].conversation_id) == (Agent, "Ann", "of Ann")


# Other processes.


def _works_on(conv: Conversation) -> list[Any]:
    with testing.capture() as captured:
        conv.log.info("in the worker", step=conv.state.step)
        return [captured.of("log")[0], conv.log, conv]


def _goes_on(turn: convlog.Turn, event: convlog.FunctionEvent, span: convlog.Span) -> list[testing.Record]:
    with testing.capture() as captured:
        with turn, event:
            event.conv.log.info("in the worker")
            event.set_result("done")
        span.output = "text"
        span.__exit__(None, None, None)
        event.close()
        return captured.records


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def a_conversation_goes_on_in_a_worker_and_comes_back(captured: testing.Captured, method: str) -> None:
    conv = Conversation("CA9", account_id="acme", project_id="front-desk", state={"step": 3})
    with concurrent.futures.ProcessPoolExecutor(1, multiprocessing.get_context(method)) as pool:
        record, log, back = pool.submit(_works_on, conv).result(60)
    assert (record.conversation_id, record.account_id, record.project_id) == ("CA9", "acme", "front-desk")
    assert record.fields["step"] == 3
    with conv.function("f") as event:
        log.info("by the logger that came back")
        back.log.info("by the conversation that came back")
    assert {entry.function_event_id for entry in captured.of("log")} == {event.id}


@pytest.mark.parametrize("method", ["fork", "spawn"])
def an_open_turn_event_and_span_are_ended_by_a_worker(captured: testing.Captured, method: str) -> None:
    conv = Conversation("CA9", account_id="acme", project_id="front-desk")
    turn = conv.turn()
    with turn, conv.function("f") as event, conv.span("llm") as span:
        with concurrent.futures.ProcessPoolExecutor(1, multiprocessing.get_context(method)) as pool:
            records = pool.submit(_goes_on, turn, event, span).result(60)
    by_type = {record.type: record for record in records}
    assert (by_type["log"].turn_id, by_type["log"].function_event_id) == (turn.id, event.id)
    ended = {kind: by_type[kind].fields for kind in ("turn", "function_event", "span")}
    assert all("ended_at" in fields for fields in ended.values())
    assert ended["function_event"]["result"] == "done"
    assert "state_changes" not in ended["function_event"], "nobody there knows what the state was before"
    assert (ended["span"]["output"], by_type["span"].span_id) == ("text", span.id)
    assert [record.type for record in records].count("function_event") == 1, "it is not opened again"


# Decorated functions.


class Doubles:
    def __init__(self) -> None:
        self.factor = 2

    def __call__(self, number: int) -> int:
        return number * self.factor


def _triples(number: int, factor: int = 3) -> int:
    return number * factor


@convlog.function
def squares(number: int) -> int:
    return number * number


double = convlog.function(Doubles())
triple = convlog.function(functools.partial(_triples, factor=3), name="triple", pii=["number"])


@convlog.function
@functools.lru_cache
def cached(number: int) -> int:
    return number


upper = convlog.function(str.upper)


@pytest.mark.parametrize(("fn", "given"), [(squares, 3), (double, 3), (triple, 3), (cached, 3), (upper, "a")])
@pytest.mark.parametrize("how", COPIES)
def a_decorated_callable_is_copied_and_pickled(
    conv: Conversation, captured: testing.Captured, fn: Callable[[Any], Any], given: Any, how: str
) -> None:
    other = COPIES[how](fn)
    with conv.turn():
        assert other(given) == fn(given)
    assert len(captured.events()) == 2
    assert captured.events()[0]["name"] == captured.events()[1]["name"]


def decorated_callables_run_in_a_pool() -> None:
    context = multiprocessing.get_context("spawn")
    with concurrent.futures.ProcessPoolExecutor(1, context) as pool:
        for fn in (squares, double, triple):
            assert list(pool.map(fn, [2])) == [fn(2)]


# Stand-ins of tests.


def _stand_ins() -> list[Any]:
    real = Conversation("real")
    return [
        mock.MagicMock(),
        mock.Mock(spec=Conversation),
        mock.MagicMock(spec=real),
        mock.create_autospec(Conversation, instance=True),
        mock.create_autospec(Conversation)("CA1"),
        mock.create_autospec(real),
        mock.MagicMock(spec=studio.Conversation),
        mock.NonCallableMock(spec_set=real),
    ]


@pytest.mark.parametrize("number", range(8))
@pytest.mark.parametrize("by", ["position", "name"])
def a_function_runs_with_a_stand_in_for_a_conversation(captured: testing.Captured, number: int, by: str) -> None:
    stand_in = _stand_ins()[number]

    @convlog.function
    def books(conv: Conversation, size: int) -> int:
        conv.log.info("Booked", size=size)
        return size

    called = books(stand_in, 4) if by == "position" else books(conv=stand_in, size=4)
    assert called == 4
    stand_in.log.info.assert_called_once_with("Booked", size=4)
    assert [name for name, *_ in stand_in.method_calls] == ["log.info"], "nothing else was asked of it"


def a_stand_in_is_a_value_like_any_other(conv: Conversation, captured: testing.Captured) -> None:
    for value in (mock.MagicMock(spec=dict), mock.MagicMock(spec=BaseException), mock.Mock(spec=str), mock.sentinel.x):
        conv.log.info("x", value=value)
        conv.log.info(value, value, exc_info=value)
        assert not getattr(value, "mock_calls", [])


def a_stand_in_inside_of_a_running_function_does_not_displace_the_real_one(
    conv: Conversation, captured: testing.Captured
) -> None:
    @convlog.function
    def inner(conv: Any) -> None:
        pass

    with conv.function("outer") as outer:
        inner(mock.create_autospec(Conversation, instance=True))
    assert captured.events()[1]["parent_id"] == outer.id


# The state, whatever stands in its place.


@pytest.mark.parametrize("state", [None, 3, "text", [1], {"a": 1}, pii(1), mock.MagicMock(), object()])
def any_state_is_taken_and_recorded(conv: Conversation, captured: testing.Captured, state: Any) -> None:
    with conv.function("f"):
        conv.state = state
    conv.state = state
    pickled(conv) if not isinstance(state, mock.MagicMock) else None
    conv.end()
    assert "ended_at" in captured.events()[0]
    if state is None:
        assert (conv.state, conv.state.anything) == ({}, None)
    elif type(state) is dict:
        assert (conv.state, conv.state.a) == (state, 1)
    else:
        assert conv.state is state


def the_extension_keeps_no_copy_alive(captured: testing.Captured) -> None:
    import gc
    import weakref

    conv = Conversation("short")
    gone = weakref.ref(conv)
    copies = [copy.copy(conv), pickled(conv)]
    del conv, copies
    gc.collect()
    assert gone() is None
    assert _core.internal_failures() == 0


@pytest.mark.parametrize("value", ["x", 7, None, ["a", {"b": 1}], {"k": (1, 2)}, float("inf"), b"x"])
def a_copy_of_a_mark_is_equal_to_it(value: Any) -> None:
    assert copy.deepcopy(pii(value)) == pii(value)
    assert pickle.loads(pickle.dumps(pii(value))) == pii(value)
    assert hash(pii(value)) == hash(pii("another")), "a hash would tell of the value"
    assert pii(value) != pii("another")
    assert pii(value) != value
    assert len({pii(value), pii(value), pii("another")}) == 2
