"""`conv.state`: what functions of one conversation remember, and what a function changed in it."""

from __future__ import annotations

from typing import Any

from convlog._core import Snapshot
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


StateSnapshot = dict[str, Snapshot]


def snapshot(state: dict[str, Any]) -> StateSnapshot:
    """Return each variable as it is now; no more of them than a record can hold."""
    taken: StateSnapshot = {}
    for name, value in list(state.items())[:NODES_MAX]:
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
