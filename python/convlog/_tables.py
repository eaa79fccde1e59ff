"""Arrays, series and frames in memory: shown as they show themselves, unless a cell of theirs may evaluate something.

Cells of numbers and times hold nothing else. One that may hold any object is looked at, by its type alone.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any

from convlog import _models
from convlog._kinds import descends, is_evaluated_when_shown, named

Show = Callable[[Any], str]
#: Cells that are looked at; of a table that shows more of them only the kind is told.
_CELLS_MAX = 10_000
#: Rows of a frame that are shown by their cells.
_ROWS_MAX = 100
_CONTAINERS = (list, tuple, set, frozenset)


def is_table(kind: type) -> bool:
    """Whether values of a type hold cells of other values."""
    return _handler_of(kind) is not None


def shown_by_cells(value: Any, show: Show) -> str | None:
    """Return how a table is shown whose cells may evaluate something; `None` where it may show itself."""
    handler = _handler_of(type(value))
    return None if handler is None else handler(value, show)


def _handler_of(kind: type) -> Callable[[Any, Show], str | None] | None:
    return next((handler for modules, name, handler in _HANDLERS if _is(kind, modules, name)), None)


def _is(kind: type, modules: tuple[str, ...], name: str) -> bool:
    return any(descends(kind, module, name) for module in modules)


def _array(value: Any, show: Show) -> str | None:
    if not value.dtype.hasobject:
        return None
    if value.size > _CELLS_MAX:
        return named(type(value))
    cells = value.tolist()
    return None if _is_harmless(cells) else f"array({show(cells)}, dtype={value.dtype})"


def _column(value: Any, show: Show) -> str | None:
    cells = _cells(value)
    if cells is None:
        return named(type(value))
    return None if _is_harmless(cells) else f"{type(value).__name__}({show(cells[:_ROWS_MAX])})"


def _frame(value: Any, show: Show) -> str | None:
    columns = [_cells(value.iloc[:, at]) for at, dtype in enumerate(value.dtypes) if dtype.kind == "O"]
    heads = [*_levels(value.index), *_levels(value.columns)]
    if any(column is None for column in (*columns, *heads)) or sum(map(len, columns)) > _CELLS_MAX:  # type: ignore[arg-type]
        return named(type(value))
    if _is_harmless(columns) and _is_harmless(heads):
        return None
    rows = value.iloc[:_ROWS_MAX]
    shown = {str(at): list(rows.iloc[:, at].array) for at in range(min(rows.shape[1], _ROWS_MAX))}
    return f"{type(value).__name__}({show(shown)})"


def _levels(index: Any) -> list[list[Any] | None]:
    levels = index.levels if _is(type(index), ("pandas", "pandas.core.indexes.multi"), "MultiIndex") else [index]
    return [_cells(level) for level in levels]


def _cells(column: Any) -> list[Any] | None:
    """Return the cells of a column that may hold any object and that its `repr` may show; `None` if those are many."""
    dtype = column.dtype
    if dtype.kind != "O":
        return []
    if dtype.name == "category":
        return _cells(dtype.categories)
    limit = sys.modules["pandas"].get_option("display.max_rows")
    rows = len(column) if limit is None else max(int(limit), 1)
    if min(rows, len(column)) > _CELLS_MAX:
        return None
    array = column.array
    return [*array] if len(array) <= 2 * rows else [*array[:rows], *array[-rows:]]


def _of_polars(value: Any, show: Show) -> str | None:
    dtypes = value.dtypes if hasattr(value, "dtypes") else [value.dtype]
    return named(type(value)) if any("Object" in str(dtype) for dtype in dtypes) else None


def _is_harmless(cells: Iterable[Any], depth: int = 0) -> bool:
    """Whether the `repr` of each of these evaluates nothing, and shows nothing that is declared hidden."""
    kinds: set[type] = set()
    for cell in islice(cells, _CELLS_MAX):
        kind = type(cell)
        if kind in kinds:
            continue
        if issubclass(kind, (*_CONTAINERS, dict)):
            base = next(base for base in (*_CONTAINERS, dict) if issubclass(kind, base))
            inner: Any = [*dict.keys(cell), *dict.values(cell)] if base is dict else base.__iter__(cell)
            if kind is not base or depth == 8 or not _is_harmless(inner, depth + 1):
                return False
            continue
        if is_evaluated_when_shown(kind) or _models.is_shown_by_fields(kind):
            return False
        kinds.add(kind)
    return True


_HANDLERS: list[tuple[tuple[str, ...], str, Callable[[Any, Show], str | None]]] = [
    (("numpy",), "ndarray", _array),
    (("pandas", "pandas.core.frame"), "DataFrame", _frame),
    (("pandas", "pandas.core.series"), "Series", _column),
    (("pandas", "pandas.core.indexes.base"), "Index", _column),
    (("polars.dataframe.frame",), "DataFrame", _of_polars),
    (("polars.series.series",), "Series", _of_polars),
]
