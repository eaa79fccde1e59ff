"""What schemathesis has to know to send and read what is not JSON."""

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
