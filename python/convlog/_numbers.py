"""Numbers, times and durations that are none of Python's own, or that JSON has no form for."""

from __future__ import annotations

import datetime
import sys
from typing import Any

from convlog._kinds import descends

#: How many of each of numpy's units a second has, or how many seconds each has.
_PER_SECOND = {"ms": 10**3, "us": 10**6, "ns": 10**9, "ps": 10**12, "fs": 10**15, "as": 10**18}
_SECONDS = {"s": 1, "m": 60, "h": 3600, "D": 86_400, "W": 604_800}


def duration(count: int, per_second: int) -> str:
    """Return an ISO 8601 duration; a negative one has its sign in front."""
    sign = "-" if count < 0 else ""
    seconds, rest = divmod(abs(count), per_second)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    digits = len(str(per_second)) - 1
    fraction = f".{rest:0{digits}}".rstrip("0") if rest else ""
    date = f"{days}D" if days else ""
    time = f"{hours}H" * bool(hours) + f"{minutes}M" * bool(minutes)
    if seconds or fraction or not (date or time):
        time += f"{seconds}{fraction}S"
    return f"{sign}P{date}" + (f"T{time}" if time else "")


def timedelta(value: datetime.timedelta) -> object:
    return duration(value // datetime.timedelta(microseconds=1), 10**6)


def is_pandas_timedelta(kind: type) -> bool:
    return descends(kind, "pandas._libs.tslibs.timedeltas", "Timedelta") or descends(kind, "pandas", "Timedelta")


def pandas_timedelta(value: Any) -> object:
    return duration(value.value, 10**9)


def is_numpy(kind: type) -> bool:
    """Whether values of this type are numpy's scalars."""
    return descends(kind, "numpy", "generic")


def numpy_scalar(value: Any) -> object:
    """Return a scalar of numpy as it reads there: with its own precision, and all of its digits."""
    kind = value.dtype.kind
    if kind == "M":
        return str(value)
    if kind == "m":
        return _numpy_timedelta(value)
    if kind == "f":
        return _numpy_float(value)
    if kind == "V" and value.dtype.names:
        return {name: value[name] for name in value.dtype.names}
    item = value.item()
    # What Python has no type for stays what it is.
    return str(value) if is_numpy(type(item)) else item


def _numpy_timedelta(value: Any) -> object:
    numpy = sys.modules["numpy"]
    if numpy.isnat(value):
        return "NaT"
    unit, step = numpy.datetime_data(value.dtype)
    count = int(value.astype("int64")) * step
    if unit in _PER_SECOND:
        return duration(count, _PER_SECOND[unit])
    if unit in _SECONDS:
        return duration(count * _SECONDS[unit], 1)
    # Months and years have no length, and what has no unit is a number.
    return count if unit == "generic" else f"{'-' * (count < 0)}P{abs(count)}{unit}"


def _numpy_float(value: Any) -> object:
    """Return the shortest number that is the same in its own precision; text where Python's has not enough digits."""
    number = float(str(value)) if value.dtype.itemsize <= 8 else float(value)
    return number if number == value or number != number else str(value)
