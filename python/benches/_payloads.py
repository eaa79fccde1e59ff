"""What the benches log: fixed, so that figures of different days compare."""

from __future__ import annotations

#: The keywords of a call with three fields, as they stand in the source of the call.
THREE = 'validation_passed=True, attempt=2, vendor="maps_api"'
EIGHT = THREE + ', phone="+44 7700 900123", latency_ms=41.7, status_code=200, retry=False, user_id="u-18234"'

#: Three lists of five mappings of four scalars.
NESTED = {
    name: [
        {"id": number, "name": f"{name} {number}", "price": number * 1.25, "available": number % 2 == 0}
        for number in range(5)
    ]
    for name in ("tables", "menus", "slots")
}
