"""The fields of structural records, as the extension has them from the schema, and values of Python in types of JSON.

How a value comes by the form of its field is not decided here: the extension asks the core, as the server does.
"""

from __future__ import annotations

import datetime
import decimal
import difflib
import fractions
from collections.abc import Callable, Mapping
from typing import Any

from convlog import _core, _ids, _numbers, _render
from convlog._core import FIELDS, Pii
from convlog._kinds import is_a, plain


def text(value: Any) -> str:
    """Return a value as text."""
    return value if type(value) is str else _render.text(value)


def name(value: Any) -> str:
    """Return a value as an id, by the rules of the server; one that is too long is shortened and stays unique."""
    return _core.mend_id(_render.clean(text(value)))


def identity(value: Any) -> str:
    """Return the id of a conversation or turn; one that is missing is drawn."""
    return ("" if value is None else name(value)) or _ids.random_uuid()


def _time(value: Any) -> Any:
    """Return a point in time as RFC 3339; a `datetime` without an offset is in local time, one of numpy in UTC."""
    if _numbers.is_numpy(type(value)):
        if value.dtype.kind != "M":
            return value
        value = datetime.datetime.fromisoformat(str(value)).replace(tzinfo=datetime.UTC)
    if not is_a(value, datetime.datetime):
        return value
    return str(value.astimezone(datetime.UTC).isoformat(timespec="microseconds")).replace("+00:00", "Z")


def _number(value: Any) -> Any:
    """Return a number that JSON has no type for as one that it has."""
    return float(value) if is_a(value, (decimal.Decimal, fractions.Fraction)) else value


def _text(value: Any) -> Any:
    """Return as text what has a text of its own, and no form in JSON."""
    return value if is_a(value, _OF_JSON) else text(value)


_OF_JSON = (str, bool, int, float, list, tuple, set, frozenset, Mapping)
#: What Python has beside JSON's types, by the kind of a field. How what comes of it gets the form of the field is one
#: rule for every door, and the core's.
_TRANSLATIONS: dict[str, Callable[[Any], Any]] = {
    "text": _text,
    "time": _time,
    "number": _number,
    "count": _number,
}
_TRANSLATION_OF = {
    record: {field: _TRANSLATIONS[kind] for field, kind in fields.items() if kind in _TRANSLATIONS}
    for record, fields in FIELDS.items()
}


def names(record: str, *, without: str = "") -> frozenset[str]:
    """Return the fields of a record that are given by their names; the others are told in ways of their own."""
    return frozenset(FIELDS[record]).difference(without.split())


def insist(thing: str, given: Mapping[str, Any], known: frozenset[str]) -> None:
    """Raise where a keyword is no field, which is a slip of the pen.

    Raises:
        TypeError: with every such name, and the field that was meant if one is near.
    """
    unknown = sorted(given.keys() - known)
    if not unknown:
        return
    near = [close for name in unknown for close in difflib.get_close_matches(name, known, 1)]
    meant = f" (is {' or '.join(near)} meant?)" if near else ""
    raise TypeError(f"{thing} has no field {', '.join(unknown)}{meant}")


def fit(record: str, members: Mapping[str, Any]) -> dict[str, Any]:
    """Return a record's members in types that JSON has, without those that are `None`."""
    translations = _TRANSLATION_OF[record]
    given = {field: value for field, value in members.items() if value is not None}
    return {
        field: _through_mark(translations[field], value) if field in translations else value
        for field, value in given.items()
    }


def _through_mark(translate: Callable[[Any], Any], value: Any) -> Any:
    if is_a(value, Pii):
        return Pii(_through_mark(translate, value.value))
    try:
        return translate(plain(value))
    except Exception:  # noqa: BLE001 - a value of the user's of which nothing can be made; the core says so
        return value
