"""What a method of convlog is given is never asked for its truth, its hash or its items, and never raises."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from ways import forbidden

import convlog
from convlog import Conversation, testing


class Lazy:
    """Raises whatever it is asked."""

    __bool__ = __hash__ = __eq__ = __len__ = __iter__ = __str__ = __repr__ = forbidden  # type: ignore[assignment]


class BadMapping(Mapping[str, Any]):
    """One whose items are not to be had."""

    def __getitem__(self, name: str) -> Any:
        return forbidden()

    def __iter__(self) -> Iterator[str]:
        return iter(["a"])

    def __len__(self) -> int:
        return 1


class BadDict(dict[str, Any]):
    __iter__ = items = keys = __len__ = __bool__ = forbidden  # type: ignore[assignment]


def _span(conv: Conversation, *args: Any, **fields: Any) -> None:
    with conv.span(*args, **fields):
        pass


def _function(conv: Conversation, *args: Any, inside: Callable[[], Any] = lambda: None) -> str:
    with conv.function(*args) as event:
        inside()
    return repr(event)


def _decorated(**options: Any) -> Any:
    return convlog.function(**options)(lambda conv, phone: "result")


WAYS: dict[str, Callable[[Conversation, Any], Any]] = {
    "environment": lambda conv, value: (Conversation("CA2", env=value).env, Conversation("CA3", direction=value)),
    "read back": lambda conv, value: (conv.update(env=value, direction=value), conv.env, conv.direction),
    "kind of a span": _span,
    "name of a span": lambda conv, value: _span(conv, "llm", value),
    "attributes": lambda conv, value: _span(conv, "llm", attributes=value),
    "attributes set": lambda conv, value: setattr(conv.span("llm"), "attributes", value),
    "state": lambda conv, value: (conv.update(state=value), Conversation("CA2", state=value)),
    "write once": lambda conv, value: conv.write_metric("m", 1, write_once=value),
    "metric": lambda conv, value: conv.write_metric(value, value),
    "variant": lambda conv, value: conv.set_variant(value),
    "variant in a function": lambda conv, value: _function(conv, "f", inside=lambda: conv.set_variant(value)),
    "name of a function": lambda conv, value: _function(conv, value, value),
    "name of a decorated function": lambda conv, value: _decorated(name=value)(conv, 1),
    "personal arguments": lambda conv, value: _decorated(pii=value)(conv, 1),
    "personal result": lambda conv, value: _decorated(pii_result=value)(conv, 1),
    "what is captured": lambda conv, value: _decorated(capture_arguments=value, capture_result=value)(conv, 1),
    "response": lambda conv, value: conv.log_api_response(object(), override_url=value),
    "turn": lambda conv, value: conv.turn(value, id=value, number=value).end(),
    "end": lambda conv, value: conv.end(value, value),
}
VALUES: dict[str, Callable[[], Any]] = {"lazy": Lazy, "mapping": BadMapping, "dict": BadDict}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("value", VALUES)
def nothing_that_is_given_is_asked_or_raises(
    conv: Conversation, captured: testing.Captured, way: str, value: str
) -> None:
    before = convlog.stats()["internal_failures"]
    WAYS[way](conv, VALUES[value]())
    assert captured.records
    assert value != "lazy" or convlog.stats()["internal_failures"] == before


@pytest.mark.parametrize("said", [Lazy(), "perhaps", 1, True, "yes"])
def what_does_not_say_no_hides_a_result(conv: Conversation, captured: testing.Captured, said: Any) -> None:
    _decorated(pii_result=said)(conv, 1)
    assert "/result" in captured.of("function_event")[-1].pii


@pytest.mark.parametrize("names", [Lazy(), BadMapping(), object(), 1])
def what_names_no_arguments_hides_all_of_them(conv: Conversation, captured: testing.Captured, names: Any) -> None:
    _decorated(pii=names)(conv, 1)
    assert "/arguments/phone" in captured.of("function_event")[0].pii


@pytest.mark.parametrize("names", ["phone", ("phone",), {"phone"}, {"phone": 1}, (name for name in ["phone"])])
def names_of_arguments_come_in_any_collection(conv: Conversation, captured: testing.Captured, names: Any) -> None:
    _decorated(pii=names)(conv, 1)
    assert captured.of("function_event")[0].pii == ["/arguments/phone"]


def a_mapping_that_gives_no_items_is_named(conv: Conversation, captured: testing.Captured) -> None:
    _span(conv, "llm", attributes=BadMapping())
    (span,) = captured.merged("span").values()
    assert span["attributes"] == {"value": f"<{__name__}.BadMapping>"}
