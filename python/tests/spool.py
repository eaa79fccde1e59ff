"""Reads a spool directory as the format is written down in convlog-client, independently of that code."""

from __future__ import annotations

import json
import struct
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_KINDS = {
    2: "log", 3: "conversation", 4: "turn", 5: "function_event", 6: "span", 7: "metric", 8: "producer",
}  # fmt: skip


@dataclass(frozen=True)
class SpooledRecord:
    producer: str
    seq: int
    type: str
    fields: dict[str, Any]


def read(folder: Path) -> list[SpooledRecord]:
    """Return every record in every segment below `folder`, by producer and sequence number."""
    records = [record for path in folder.rglob("*") if path.is_file() for record in _segment(path.read_bytes())]
    return sorted(records, key=lambda record: (record.producer, record.seq))


def entries(folder: Path, conversation: str | None = None) -> list[dict[str, Any]]:
    """Return the fields of every log record, its entry under `entry`."""
    return [
        record.fields
        for record in read(folder)
        if record.type == "log" and conversation in (None, record.fields["conversation_id"])
    ]


def _segment(data: bytes) -> list[SpooledRecord]:
    if data[:8] != b"cvlogseg":
        return []
    seed = struct.unpack_from("<I", data, 48)[0]
    assert zlib.crc32(data[:48]) == seed
    producer = data[16:32].hex()
    records, contexts, at = [], {0: ""}, 128
    while at + 32 <= len(data):
        length, checksum, seq, context, kind, _, _ = struct.unpack_from("<IIQIBBH", data, at)
        if length == 0:
            break
        frame = data[at : at + length]
        assert zlib.crc32(frame[8:], seed) == checksum, f"damaged frame at {at}"
        payload = frame[32:].decode()
        if kind == 1:
            contexts[at] = payload
        else:
            members = ",".join(part for part in (contexts[context], payload) if part)
            records.append(SpooledRecord(producer, seq, _KINDS[kind], json.loads("{" + members + "}")))
        at += (length + 7) // 8 * 8
    return records
