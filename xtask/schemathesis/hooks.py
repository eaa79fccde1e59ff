"""What schemathesis has to know to send and read what is not JSON, and for whom it asks."""

import ipaddress
import itertools
import json
from typing import Any

import schemathesis


@schemathesis.serializer("application/x-ndjson")
def write_lines(_context: Any, value: Any) -> bytes:
    """Return a body of lines; what is no text is sent as one line of JSON."""
    return (value if isinstance(value, str) else json.dumps(value)).encode("utf-8", "surrogatepass")


@schemathesis.deserializer("application/x-ndjson", "text/csv")
def read_text(_context: Any, response: Any) -> str:
    """Return a file as the text that the description says it is."""
    return response.content.decode()


#: The network that RFC 2544 sets aside for measuring.
_CLIENTS = itertools.cycle(ipaddress.ip_network("198.18.0.0/15").hosts())


#: Good values of parameters whose form no schema tells.
_GOOD = {
    "query": itertools.cycle(
        ["", "level:error", 'function:look_up "rate limit" -n:7', "time:yesterday OR status:500..599"]
    ),
    "time_zone": itertools.cycle(["UTC", "Europe/London"]),
}


@schemathesis.hook
def before_call(_context: Any, case: schemathesis.Case, _kwargs: dict[str, Any]) -> None:
    """Name another client each time, as a proxy does. What is asked beside this case comes from the same one.

    No schema tells the form of a query or of a time zone: those that are to be good are replaced by good ones.
    """
    case.headers["x-forwarded-for"] = str(next(_CLIENTS))
    mode = case.meta.generation.mode if case.meta else None
    if case.query and getattr(mode, "value", "positive") == "positive":
        for name, good in _GOOD.items():
            if name in case.query:
                case.query[name] = next(good)
