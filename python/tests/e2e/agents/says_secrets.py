"""Says something personal in every place that there is for it, each time another word, and prints place and word."""

from __future__ import annotations

import dataclasses
import json
import re
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import requests

import convlog
from convlog import Conversation, pii

CONVERSATION = sys.argv[1]
#: Every word was said under the name of its place.
WORDS: dict[str, str] = {}


def word(place: str) -> str:
    """Return a word that was never said before."""
    assert place not in WORDS, place
    WORDS[place] = f"Canary{len(WORDS):03d}xq{place.title().replace(' ', '')}"
    return WORDS[place]


class Backend(BaseHTTPRequestHandler):
    """Answers with what it was asked to answer with."""

    def do_GET(self) -> None:
        status, body = int(re.findall(r"\d{3}", self.path)[0]), self.headers["X-Answer"].encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - the name that it has there
        pass


@dataclasses.dataclass
class Customer:
    number: int
    name: object


def entries(conv: Conversation) -> None:
    conv.log.info(word("flagged content"), is_pii=True, extra=word("flagged extra"))
    conv.log.info(word("flagged by position"), True)
    conv.log.warning(word("flagged by another name"), pii=True)
    try:
        raise ValueError(word("exception in a flagged entry"))
    except ValueError:
        conv.log.error("It failed", is_pii=True, exc_info=True)
    conv.log.info(f"{word('flagged but empty')}", True, **{word("name of a flagged extra"): 1})
    conv.log.info("Open", value=pii(word("extra")), number=pii(700_900_123_001))
    conv.log.info("Open", nested={"list": [1, {"deep": pii(word("nested extra"))}], "pair": (pii(word("in a tuple")),)})
    conv.log.info("Open", customer=Customer(17, pii(word("field of a dataclass"))))
    conv.log.info("Open", whole=pii({"name": word("inside of a mapping"), "list": [word("inside of a list")]}))
    conv.log.info("Open", object=pii(Customer(17, word("inside of a dataclass"))))
    conv.log.info(pii(word("content")), after=1)
    conv.log.info("Open", "second", pii(word("a further argument")))
    conv.log.info("Open", level=pii(word("extra with the name of a fixed key")))
    conv.log.info("Open", **{"with/slash~and tilde": pii(word("name that needs escaping"))})
    conv.log.info("Open", long=pii(word("start of something long") + "x" * 40_000))
    conv.log.info("Open", big={"kept": pii(word("inside of something big")), "rest": ["y" * 30_000] * 12})


def functions(conv: Conversation) -> None:
    with conv.function(
        "look_up", arguments={"phone": pii(word("argument")), "all": [{"a": pii(word("deep argument"))}]}
    ) as event:
        conv.state.customer = pii(word("state that was added"))
        conv.state.changed = pii(word("state before a change"))
        event.set_result({"content": pii(word("content of a result")), "row": {"name": pii(word("result"))}})
    with conv.function("change") as event:
        conv.state.changed = {"now": pii(word("state after a change"))}
        event.set_result(pii(word("result that is a text")))
    with conv.function("say") as event:
        event.set_result({"utterance": pii(word("utterance")), "handoff": {"reason": pii(word("reason of a handoff"))}})
    with conv.function("go") as event:
        event.set_result({"transition": {"goto_flow": pii(word("transition"))}})

    @convlog.function
    def decorated(conv: Conversation, name: object, *, more: object) -> object:
        return {"row": pii(word("result of a decorated function"))}

    decorated(conv, pii(word("argument by position")), more={"x": pii(word("argument by name"))})

    @convlog.function(pii=("born", "more"), pii_result=True)
    def named(conv: Conversation, number: int, *, born: str, **more: str) -> str:
        return word("result of a function whose result is personal")

    named(conv, 17, born=word("argument named as personal"), street=word("argument among those named as personal"))
    conv.write_metric("CUSTOMER", pii(word("metric")))


def responses(conv: Conversation, url: str) -> None:
    for library, client in (("requests", requests), ("httpx", httpx)):
        for status in (200, 404, 500):
            place = f"{library} {status}"
            headers = {"X-Answer": word(f"body of {place}") if status != 200 else "fine"}
            response = client.get(f"{url}/{status}?token={word(f'query of {place}')}", headers=headers)
            conv.log_api_response(response)
    response = requests.get(
        f"{url}/409/path?q={word('query beside another url')}", headers={"X-Answer": "{}"}, timeout=5
    )
    conv.log_api_response(response, override_url="/{status}/path")
    response = requests.get(f"{url}/200", headers={"X-Answer": word("body of a response as a value")}, timeout=5)
    conv.log.info("Open", response=response)


def spans(conv: Conversation) -> None:
    with conv.span("llm", model="example-model", input=[{"role": "user", "content": word("input of a span")}]) as span:
        span.output = {"content": word("output of a span")}
        span.note = pii(word("attribute of a span"))
    with conv.span("http", url="http://example.test/", query=word("query of a span")) as span:
        span.request_body = word("request body of a span")
        span.response_body = {"a": word("response body of a span")}


def turns(conv: Conversation) -> None:
    with conv.turn(user_input=pii(word("user input")), user_input_dtmf=word("dtmf")) as turn:
        turn.asr_corrected_user_input = word("corrected user input")
        turn.top_transcripts = [{"text": word("alternative"), "intents": []}]
        turn.user_input_dtmf_finish_key = word("finish key")
        turn.agent_response = pii(word("agent response"))
        turn.translated_user_input = pii(word("translation"))
        turn.entities = [{"name": pii(word("entity"))}]
        turn.safety = {"why": pii(word("safety"))}


server = ThreadingHTTPServer(("127.0.0.1", 0), Backend)
threading.Thread(target=server.serve_forever, daemon=True).start()
conv = Conversation(
    CONVERSATION,
    env="live",
    direction="inbound",
    channel="VOICE-SIP",
    caller_number=word("caller number"),
    contact=word("contact"),
    summary=pii(word("summary")),
    note=pii(word("note")),
)
conv.log.info(word("before the first turn"), is_pii=True)
with conv.turn(user_input="Hello"):
    conv.log.info(word("outside a function"), is_pii=True)
    with conv.function("log_it"):
        entries(conv)
    functions(conv)
    with conv.function("call_it"):
        responses(conv, f"http://127.0.0.1:{server.server_address[1]}")
    spans(conv)
turns(conv)
conv.update(tags=[pii(word("tag"))], handoff_reason=pii(word("handoff reason")))
conv.end(reason=pii(word("end reason")))
conv.log.error(word("after the end"), is_pii=True)
outbound = Conversation(f"{CONVERSATION}-out", direction="outbound", callee_number=word("number of who is called"))
outbound.end()
left = convlog.flush(30)
assert left == (0, 0), left
rejected = convlog.stats()["rejected"]
assert rejected == 0, f"{rejected} were rejected"
server.shutdown()
json.dump(WORDS, sys.stdout)
