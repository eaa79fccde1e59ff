"""Sends one record after another whose fields are not of their forms, beside what is good, and prints the figures."""

from __future__ import annotations

import json
import sys

import convlog

call, fields, turn_fields = sys.argv[1], json.loads(sys.argv[2]), json.loads(sys.argv[3])
conv = convlog.Conversation(call, **fields)
with conv.turn(user_input="I can't log in", **turn_fields) as turn:
    with conv.function("crm_upsert", arguments={"id": 17}):
        conv.log.error("CRM upsert failed", status=409)
    turn.agent_response = "Let me try that again."
conv.update(summary="About a login")
convlog.flush(20)
# Once more, from the same process: said a second time to nobody.
convlog.Conversation(f"{call}-again", **fields).log.info("Again")
convlog.flush(20)
stats = convlog.stats()
names = ("rejected", "dead_letters", "fields_left_out", "fields_coerced", "ids_shortened", "last_error")
print(json.dumps({name: stats[name] for name in names}))
