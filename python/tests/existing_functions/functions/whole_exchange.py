from _gen import *  # <AUTO GENERATED>
import json


def whole_exchange(conv: Conversation):
    body = {"items": [{"id": n, "text": "x" * 50} for n in range(200)]}
    conv.log.info(
        "CRM answered",
        request={"method": "POST", "headers": {"Authorization": "Bearer abc"}, "json": {"q": 1}},
        response={"status": 200, "raw": json.dumps(body), "json": body, "duration": 0.25},
        headers={"Content-Type": "application/json"},
        json=body,
    )
