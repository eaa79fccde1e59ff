"""What a value is, asked of its type alone.

`isinstance` asks an object for its `__class__` too, and a lazy one runs a query, an import or a request to answer.
"""

from __future__ import annotations

import enum
import sys
import types
from collections.abc import Callable
from typing import Any

#: What makes an object a collection: whoever asks one of these may have it fetch what it stands for.
_OF_COLLECTIONS = ("__iter__", "__aiter__", "__getitem__", "__len__")
#: Modules whose collections hold what they show in memory.
_IN_MEMORY = ("numpy", "pandas", "polars.dataframe", "polars.series")
#: Classes below which everything stands for something that is not there yet, by module and name.
_LAZY = frozenset(
    {
        ("django.utils.functional", "Promise"),
        ("numpy", "memmap"),
        ("pony.orm.core", "Entity"),
        ("shelve", "Shelf"),
    }
)


def is_a(value: object, kinds: Any) -> bool:
    """Whether a value's type is one of these, or below one."""
    return issubclass(type(value), kinds)


def plain(value: Any) -> Any:
    """Return what a member of an enumeration stands for, and the text or number itself of a class below `str` or `int`.

    What their classes write of themselves in `__str__` and `__repr__` is for people who read code.
    """
    while is_a(value, enum.Enum):
        value = value.value
    for base, itself in _ITSELF.items():
        if is_a(value, base):
            return value if is_a(value, bool) else itself(value)
    return value


#: How a value of a class below one of these gives the plain one, whatever methods it has of its own.
_ITSELF: dict[type, Callable[[Any], Any]] = {
    str: str.__str__,
    int: int.__pos__,
    float: float.__pos__,
    bytes: lambda value: bytes.__getitem__(value, slice(None)),
    bytearray: lambda value: bytearray.__getitem__(value, slice(None)),
}


def descends(kind: type, module: str, name: str) -> bool:
    """Whether a type is a class of that name or below one; what nobody imported needs no import to be told."""
    return any(base.__name__ == name and base.__module__ == module for base in kind.__mro__)


def is_lazy(kind: type) -> bool:
    """Whether an object of this type stands for another one, or for what is yet to be fetched."""
    if any((base.__module__, base.__name__) in _LAZY for base in kind.__mro__):
        return True
    return any("__class__" in vars(base) for base in kind.__mro__[:-1])


def is_evaluated_when_shown(kind: type) -> bool:
    """Whether the `repr` of such an object may fetch or compute what it stands for.

    So may that of a collection which nobody knows, and what the standard library writes of what it holds. The `repr`
    of any other class is its author's to keep harmless.
    """
    if is_lazy(kind) or asks_what_it_holds(kind, "__repr__"):
        return True
    if not isinstance(kind.__repr__, types.FunctionType):
        return False
    if f"{kind.__module__}.".startswith(tuple(f"{module}." for module in _IN_MEMORY)):
        return False
    return is_collection(kind)


def is_collection(kind: type) -> bool:
    """Whether a type is a collection as it stands; its metaclass may be one too, as that of enumerations is."""
    return any(name in vars(base) for base in kind.__mro__ for name in _OF_COLLECTIONS)


def asks_what_it_holds(kind: type, method: str) -> bool:
    """Whether a type's `__repr__` or `__str__` is the standard library's, of a class that may hold anything."""
    owner = next(base for base in kind.__mro__ if method in vars(base))
    module = owner.__module__.split(".")[0]
    return owner not in _PLAIN and module not in _PLAIN_MODULES and module in sys.stdlib_module_names


#: Classes whose `repr` shows nothing but themselves, and modules of such classes.
_PLAIN = frozenset(
    {
        *(object, bool, int, float, complex, str, bytes, bytearray, memoryview, range, type),
        *(type(None), type(...), type(NotImplemented)),
        *(types.FunctionType, types.BuiltinFunctionType, types.MethodWrapperType, types.WrapperDescriptorType),
        *(types.ModuleType, types.CodeType, types.FrameType),
        *(types.GeneratorType, types.CoroutineType, types.AsyncGeneratorType),
    }
)
_PLAIN_MODULES = frozenset(
    ("datetime", "decimal", "fractions", "uuid", "pathlib", "ipaddress", "zoneinfo", "re", "time", "_thread", "http")
)


def named(kind: type) -> str:
    """Return what stands for an object that is not to be evaluated: the full name of its type."""
    return f"<{full_name(kind)}>"


def full_name(kind: type) -> str:
    return kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
