from _gen import *  # <AUTO GENERATED>
import datetime
import threading
import uuid


def awkward_values(conv: Conversation):
    loop = {"name": "loop"}
    loop["self"] = loop

    class Odd:
        def __repr__(self):
            raise ValueError("no repr")

    conv.log.info(
        "Awkward",
        nan=float("nan"),
        raw=b"\xff\xfe",
        loop=loop,
        keys={1: "a", "1": "b", None: "c", (1, 2): "d"},
        lock=threading.Lock(),
        odd=Odd(),
        generator=(n for n in range(3)),
        big=2**80,
        when=datetime.datetime(2025, 1, 2, tzinfo=datetime.UTC),
        id=uuid.UUID(int=1),
        text="\ud83d broken",
        level="mine",
        timestamp="mine",
        **{"not an identifier": 1},
    )
    conv.log.info()
    conv.log.info(None)
    conv.log.info({"dumped": True})
    return None
