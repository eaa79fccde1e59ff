"""HTTP responses, of requests, httpx or anything with the same attributes, without reading what was not read yet."""

from __future__ import annotations

import json
from typing import Any, cast
from urllib.parse import urlsplit, urlunsplit

from convlog import _core, _models, _render
from convlog._core import Cut, Pii
from convlog._kinds import is_a, is_lazy

LOGGER = "api_responses"
BODY_BYTES_MAX = 32 * 1024


def log_response(home: _core.Home, response: Any, override_url: str | None) -> None:
    """Write the entry for a response; one that cannot be read at all still leaves an entry."""
    try:
        status = _status(response)
        method = _method(response)
        url, query = _split(_get(response, "url"))
        url = url if override_url is None else _render.text(override_url) or url
        good = status is not None and 200 <= status < 300
        fields: dict[str, Any] = {
            "url": url,
            "method": method,
            "status_code": status,
            "response_time": _elapsed(response),
        }
        body = None if good else _body(response)
        if body is not None:
            fields["error"] = Pii(body)
        if query:
            fields["query"] = Pii(query)
        level = "info" if status is not None and 200 <= status < 400 else "error"
        home.entry(LOGGER, level, f"{method} {url} {status}", fields)
    except Exception as error:  # noqa: BLE001 - a log call never raises
        home.entry(LOGGER, "error", "a response could not be read", {"problem": type(error).__name__})


def describe(response: Any) -> dict[str, Any]:
    """Return a response that was passed as a value: what `log_response` keeps, and the body whatever the status."""
    url, query = _split(_get(response, "url"))
    shown = {
        "status_code": _status(response),
        "method": _method(response),
        "url": url,
        "response_time": _elapsed(response),
        "query": Pii(query) if query else None,
        "body": None,
    }
    body = _body(response)
    if body is not None:
        shown["body"] = Pii(body)
    return {name: value for name, value in shown.items() if value is not None}


def _get(thing: Any, name: str) -> Any:
    """Return an attribute, or `None` if it is missing or refuses (httpx does, for what is not there yet)."""
    try:
        return None if is_lazy(type(thing)) else getattr(thing, name, None)
    except Exception:  # noqa: BLE001 - a property of somebody else's
        return None


def _status(response: Any) -> int | None:
    status = _get(response, "status_code")
    if status is None:
        status = _get(response, "status")
    return status if is_a(status, int) and not is_a(status, bool) else None


def _method(response: Any) -> str:
    method = _get(_get(response, "request"), "method") or _get(response, "method")
    return method.upper() if is_a(method, str) else "?"


def _split(url: Any) -> tuple[str, str]:
    """Return a URL without its query, fragment and credentials, and the query."""
    text = str(url) if url is not None else ""
    try:
        parts = urlsplit(text)
    except ValueError:
        return text.split("?", 1)[0], ""
    return urlunsplit((parts.scheme, parts.netloc.rsplit("@", 1)[-1], parts.path, "", "")), parts.query


def _elapsed(response: Any) -> float | None:
    elapsed: Any = _get(response, "elapsed")
    if is_a(elapsed, (int, float)):
        return float(elapsed)
    seconds: Any = _get(elapsed, "total_seconds")
    return cast(float, seconds()) if callable(seconds) else None


def _body(response: Any) -> Any:
    """Return the body as far as it was read already: parsed if it is JSON, else as text."""
    # Where it is kept once it is there; a property may read it from the network.
    kept = _models.stored(response, ("_content", "content", "text"))
    content: Any = next((value for value in kept.values() if value is not None), None)
    if is_a(content, str):
        content = content.encode("utf-8", "backslashreplace")
    if not is_a(content, (bytes, bytearray)) or not content:
        return None
    if len(content) > BODY_BYTES_MAX:
        return Cut(bytes(content[:BODY_BYTES_MAX]).decode("utf-8", "replace"))
    try:
        return json.loads(content)
    except ValueError:
        return bytes(content).decode("utf-8", "replace")
    except RecursionError:
        return Cut(bytes(content).decode("utf-8", "replace"))
