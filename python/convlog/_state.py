"""`conv.state`: what functions of one conversation remember, and what a function changed in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from convlog import _harmless
from convlog._core import Snapshot
from convlog._kinds import is_a, is_lazy, named
from convlog._render import NODES_MAX
from convlog._render import key as key_text


class State(dict[str, Any]):
    """A dict whose items are attributes too; an attribute that is missing reads `None`.

    It may hold anything. Item access to a missing key raises `KeyError`, as a dict's does.
    """

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name.endswith("__"):
            # Protocols such as copying and pickling ask for these and must hear that they are absent.
            raise AttributeError(name)
        return self.get(name)

    def __setattr__(self, name: str, value: Any) -> None:
        self[name] = value

    def __delattr__(self, name: str) -> None:
        self.pop(name, None)

    def copy(self) -> State:
        return State(self)


def of(given: Any) -> Any:
    """Return what `conv.state` is to be: a `State` where that can be, else what was given."""
    if given is None:
        return State()
    if is_a(given, State) or not is_a(given, Mapping):
        return given
    try:
        return State(given)
    except Exception:  # noqa: BLE001 - a mapping of the host's that does not give its items
        _harmless.note()
        return given


def items(state: Any) -> dict[Any, Any]:
    """Return the variables; whatever else somebody put in their place is one, `value`."""
    return items_of(state) if is_a(state, dict) else {"value": state}


def items_of(given: Any) -> dict[Any, Any]:
    """Return the items of a mapping; whatever does not give them is one itself, `value`."""
    if is_a(given, dict):
        return dict(dict.items(given))
    try:
        if is_a(given, Mapping) and not is_lazy(type(given)):
            return dict(given.items())
    except Exception:  # noqa: BLE001 - a mapping of the host's that does not give its items
        _harmless.note()
        return {"value": named(type(given))}
    return {"value": given}


def add(state: Any, given: Any) -> None:
    """Add variables to the state, if it is one."""
    if is_a(state, State) and is_a(given, Mapping):
        dict.update(state, items_of(given))


StateSnapshot = dict[str, Snapshot]


def snapshot(state: Any) -> StateSnapshot:
    """Return each variable as it is now; no more of them than a record can hold."""
    taken: StateSnapshot = {}
    for name, value in list(items(state).items())[:NODES_MAX]:
        taken[name if type(name) is str else key_text(name)] = Snapshot(value)
    return taken


def changes(before: StateSnapshot, after: StateSnapshot) -> dict[str, Any] | None:
    """Return what differs, as `added`, `updated` (`[old, new]`) and `removed`; `None` if nothing does."""
    added = {name: value for name, value in after.items() if name not in before}
    updated = {name: [before[name], value] for name, value in after.items() if name in before and before[name] != value}
    removed = [name for name in before if name not in after]
    if not (added or updated or removed):
        return None
    return {"added": added, "updated": updated, "removed": removed}
