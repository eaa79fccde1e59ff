"""Objects with declared fields: dataclasses, attrs, pydantic, msgspec, and the models of ORMs.

Fields are taken from where they are stored. Nothing is asked of the object, so no property, no lazy attribute and no
query runs; what is not loaded is not there. What its author keeps out of a `repr` or out of exports is marked personal.
"""

from __future__ import annotations

import dataclasses
import functools
import inspect
import types
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from convlog._core import Pii
from convlog._kinds import descends, is_lazy, named

Handler = Callable[[Any], object]


def handler_of(kind: type) -> Handler | None:
    """Return the rendering of a type whose fields are declared, the most telling one first."""
    # The ORMs come first, because their models may be dataclasses or pydantic's as well.
    for is_kind, handler in (*_ORMS, *_KINDS):
        if is_kind(kind):
            return handler
    return None


def is_shown_by_fields(kind: type) -> bool:
    """Whether the text of such an object is made of its fields, since whoever made it wrote none of their own.

    That of an ORM's model always is: what its author wrote is usually told by attributes that have yet to be loaded.
    """
    if any(is_kind(kind) for is_kind, _ in _ORMS):
        return True
    return handler_of(kind) is not None and not any(_is_written(kind, name) for name in ("__str__", "__repr__"))


def _is_written(kind: type, name: str) -> bool:
    """Whether a method is in somebody's file, and not generated or a library's."""
    method = inspect.unwrap(getattr(kind, name))
    if not isinstance(method, types.FunctionType):
        return False
    return not (method.__code__.co_filename.startswith("<") or method.__module__.split(".")[0] in _LIBRARIES)


_LIBRARIES = frozenset({"pydantic", "sqlmodel", "argparse"})


def fields_of(value: Any) -> dict[str, object]:
    """Return the fields of an object as they are rendered; none where nothing of it is loaded."""
    handler = handler_of(type(value))
    fields = None if handler is None else handler(value)
    return fields if isinstance(fields, dict) else {}


def instance_dict(value: Any) -> dict[str, Any]:
    """Return an object's own attributes, without asking the object; nothing of one that stands for another."""
    if is_lazy(type(value)):
        return {}
    try:
        own = object.__getattribute__(value, "__dict__")
    except AttributeError:
        return {}
    return own if type(own) is dict else dict(own)


def stored(value: Any, names: Iterable[str]) -> dict[str, Any]:
    """Return the named fields as they are stored; what is computed, or not there, is left out."""
    own, found = instance_dict(value), {}
    for name in names:
        if name in own:
            found[name] = own[name]
            continue
        for base in type(value).__mro__:
            if name in vars(base):
                there, held = _of_class(vars(base)[name], value)
                if there:
                    found[name] = held
                break
    return found


def declared(kind: type, name: str) -> Any:
    """Return an attribute of a class as it stands there, without asking its metaclass; `None` if there is none."""
    return next((vars(base)[name] for base in kind.__mro__ if name in vars(base)), None)


def _of_class(attribute: Any, value: Any) -> tuple[bool, Any]:
    """Return what an attribute of a class holds for an object: a slot, or a plain default."""
    if type(attribute) is types.MemberDescriptorType:
        try:
            return True, attribute.__get__(value)
        except AttributeError:
            return False, None
    return not hasattr(type(attribute), "__get__"), attribute


def _fields(value: Any, names: Iterable[str]) -> dict[str, object]:
    return _marked(type(value), stored(value, names))


def _marked(kind: type, fields: dict[str, Any]) -> dict[str, object]:
    """Return fields with those marked that are declared to stay out of sight."""
    hidden = _hidden(kind)
    return {name: _personal(field) if name in hidden else field for name, field in fields.items()}


def _personal(value: Any) -> Pii[Any]:
    return value if isinstance(value, Pii) else Pii(value)


@functools.lru_cache(1000)
def _hidden(kind: type) -> frozenset[str]:
    """Return the fields that are declared with `repr=False` or `exclude=True`, or show themselves in disguise."""
    fields = declared(kind, "__dataclass_fields__") or {}
    hidden = {field.name for field in fields.values() if field.repr is False}
    attributes = declared(kind, "__attrs_attrs__") or ()
    hidden |= {attribute.name for attribute in attributes if attribute.repr is not True}
    for name, field in _pydantic_fields(kind).items():
        about = getattr(field, "field_info", field)
        excluded = (getattr(about, name, None) for name in ("exclude", "exclude_if"))
        if getattr(about, "repr", True) is False or any(value not in (None, False) for value in excluded):
            hidden.add(name)
    return frozenset(hidden)


def _pydantic_fields(kind: type) -> Mapping[str, Any]:
    """Return the declarations of a model of either version, also where a dataclass is one."""
    # Version 2 keeps the last of these names for those who know version 1, and warns of it.
    for name in ("__pydantic_fields__", "model_fields", "__fields__"):
        fields = declared(kind, name)
        if isinstance(fields, dict):
            return fields
    return {}


def _dataclass(value: Any) -> object:
    return _fields(value, [field.name for field in dataclasses.fields(value)])


def _attrs(value: Any) -> object:
    return _fields(value, [attribute.name for attribute in type(value).__attrs_attrs__])


def _msgspec(value: Any) -> object:
    return _fields(value, type(value).__struct_fields__)


def _pydantic(value: Any) -> object:
    """Return the fields as they stand, without the serialisers, which may have side effects."""
    fields = instance_dict(value).copy()
    extra = stored(value, ["__pydantic_extra__"]).get("__pydantic_extra__")
    if type(extra) is dict:
        fields.update(extra)
    shown = _marked(type(value), fields)
    return shown["root"] if set(shown) == {"root"} else shown


def _sqlalchemy(value: Any) -> object:
    """Return the mapped attributes that are loaded. Those of an expired or detached object are not."""
    own = instance_dict(value)
    loaded = {name: own[name] for name in declared(type(value), "_sa_class_manager") if name in own}
    return _marked(type(value), loaded) or named(type(value))


def _sqlalchemy_row(value: Any) -> object:
    return dict(zip(value._fields, tuple(value), strict=False))


def _attributes(value: Any) -> object:
    return _loaded(value, instance_dict(value))


def _peewee(value: Any) -> object:
    return _loaded(value, instance_dict(value).get("__data__", {}))


def _mongoengine(value: Any) -> object:
    return _loaded(value, stored(value, ["_data"]).get("_data", {}))


def _loaded(value: Any, fields: Mapping[str, Any]) -> object:
    """Return what is loaded of a model, without an ORM's own attributes; its name if that is nothing."""
    own = {name: field for name, field in dict(fields).items() if not name.startswith("_")}
    return _marked(type(value), own) or named(type(value))


_ORMS: list[tuple[Callable[[type], bool], Handler]] = [
    (lambda kind: declared(kind, "_sa_class_manager") is not None, _sqlalchemy),
    (lambda kind: descends(kind, "django.db.models.base", "Model"), _attributes),
    (lambda kind: descends(kind, "peewee", "Model"), _peewee),
    (lambda kind: descends(kind, "mongoengine.base.document", "BaseDocument"), _mongoengine),
    (lambda kind: descends(kind, "tortoise.models", "Model"), _attributes),
    (lambda kind: descends(kind, "piccolo.table", "Table"), _attributes),
]
_KINDS: list[tuple[Callable[[type], bool], Handler]] = [
    (lambda kind: descends(kind, "sqlalchemy.engine.row", "Row"), _sqlalchemy_row),
    (lambda kind: descends(kind, "pydantic.main", "BaseModel"), _pydantic),
    (lambda kind: descends(kind, "pydantic.v1.main", "BaseModel"), _pydantic),
    (lambda kind: isinstance(declared(kind, "__dataclass_fields__"), dict), _dataclass),
    (lambda kind: isinstance(declared(kind, "__attrs_attrs__"), tuple), _attrs),
    (lambda kind: descends(kind, "msgspec", "Struct"), _msgspec),
    (lambda kind: kind is types.SimpleNamespace or descends(kind, "argparse", "Namespace"), instance_dict),
]
