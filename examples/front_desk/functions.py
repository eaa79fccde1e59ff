"""The functions behind the agent, and how they log.

Short messages, details in fields, a line at each decision and none in a loop. What tells about the caller goes into
entries or values that are flagged, with an open companion beside it so that everybody sees that something happened.
"""

from __future__ import annotations

import re
import time
from typing import Any

import requests

import convlog
from convlog import Conversation, pii

ATTEMPTS_MAX = 3
TIMEOUT_S = 2.0


@convlog.function
def start_function(conv: Conversation) -> None:
    """Runs once before the greeting."""
    conv.state.attempts = 0
    conv.state.customer_id = None
    conv.log.info("Call started", language="en-GB", returning_caller=False)


@convlog.function(pii="date_of_birth")
def check_identity(conv: Conversation, customer_id: str, date_of_birth: str) -> dict[str, Any]:
    """Compares what the caller said with the bank's record; three tries. One of its arguments is personal."""
    conv.state.attempts += 1
    return compare(conv, customer_id, date_of_birth, attempt=conv.state.attempts)


def compare(conv: Conversation, customer_id: str, date_of_birth: str, attempt: int) -> dict[str, Any]:
    """A helper: what it logs belongs to the function that called it."""
    # The pair of the guide: the sensitive entry is flagged, its open companion says that it happened.
    conv.log.info(f"Caller was born on {date_of_birth}", is_pii=True, customer_id=customer_id)
    conv.log.info("Caller gave a date of birth", attempt=attempt)
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", date_of_birth):
        conv.log.warning("Not a complete date", validation_passed=False, attempts_left=ATTEMPTS_MAX - attempt)
        return {"content": "Ask for the date of birth again, with day, month and year."}
    conv.log.info("Validated inputs", validation_passed=True)
    response = requests.get(f"{conv.accounts_url}/customers/{customer_id}", timeout=TIMEOUT_S)
    conv.log_api_response(response, override_url="/customers/{customer_id}")
    if response.json()["born"] != date_of_birth:
        conv.log.warning("Identity not confirmed", attempts_left=ATTEMPTS_MAX - attempt)
        return {"content": "The date does not match. Ask once more."}
    conv.state.customer_id = customer_id
    conv.log.info("Identity confirmed", customer=pii(response.json()["name"]), attempt=attempt)
    conv.write_metric("IDENTITY_ATTEMPTS", attempt)
    return {"content": "The caller is who they say they are."}


@convlog.function
def look_up_balance(conv: Conversation, account: str) -> dict[str, Any]:
    """Asks the ledger, which is sometimes busy: tries again and says so."""
    for attempt in range(1, ATTEMPTS_MAX + 1):
        response = fetch_balance(conv, attempt)
        if response.ok:
            balance = response.json()["balance"]
            conv.log.info("Balance found", account=account, balance=pii(balance), attempt=attempt)
            return {"utterance": pii(f"Your balance is {balance:.2f} pounds.")}
        conv.log.warning("Ledger busy, trying again", status=response.status_code, attempt=attempt, retriable=True)
        time.sleep(response.json().get("retry_in_ms", 0) / 1000)
    conv.log.error("Ledger stayed busy", account=account, attempts=ATTEMPTS_MAX)
    return {"content": "Say that the balance is not available right now."}


@convlog.function
def fetch_balance(conv: Conversation, attempt: int) -> requests.Response:
    """One request to the ledger; a function event of its own inside the caller's."""
    url = f"{conv.accounts_url}/customers/{conv.state.customer_id}/balance"
    response = requests.get(url, params={"customer": conv.state.customer_id}, timeout=TIMEOUT_S)
    conv.log_api_response(response, override_url="/customers/{customer_id}/balance")
    return response


@convlog.function
def close_account(conv: Conversation, reason: str) -> dict[str, Any]:
    """Fails: the bank does not let an agent do this, which the agent learns from an exception."""
    conv.log.info("Closing asked for", reason=reason)
    try:
        upsert_in_crm(conv, status="closing")
    except PermissionError:
        conv.log.error("CRM upsert failed", exc_info=True, status=409, retriable=False, attempt=1)
    conv.write_metric("HANDOFF_REASON", "CLOSE_ACCOUNT", write_once=True)
    return {
        "utterance": "A colleague can do that for you. One moment.",
        "handoff": {"type": "accounts team", "reason": "CLOSE_ACCOUNT"},
    }


def upsert_in_crm(conv: Conversation, **fields: str) -> None:
    """Stands for the part of the bank that says no."""
    raise PermissionError("closing an account needs a person")


@convlog.function
def end_function(conv: Conversation) -> None:
    """Runs once after the call."""
    conv.log.info("Call over", confirmed=conv.state.customer_id is not None, attempts=conv.state.attempts)
