"""What looks personal and is not: ids, times, sizes, versions, hashes, prices, names of things.

`Noise` fills the harmless places of every template; `LOOKALIKES` are log calls made of nothing else, in two halves
like the others.
"""

from __future__ import annotations

import hashlib
import random
import uuid

from faker import Faker

from .calls import Template, call, held
from .kinds import EITHER
from .lines import Filling

#: Whether the name of an account or the code of a booking is personal depends on whom one asks.
_MATTERS_OF_OPINION = frozenset({"user_name", "code"})


class Noise:
    """Makes harmless values, seeded."""

    def __init__(self, seed: str) -> None:
        self._rng = random.Random(seed)
        self._faker = Faker("en_US")
        self._faker.seed_instance(self._rng.randrange(2**63))

    def fill(self, place: str) -> Filling:
        """Return a value for a place; an unknown place is a mistake in a template."""
        text = getattr(self, f"_{place}")()
        kind = EITHER if place in _MATTERS_OF_OPINION else None
        return Filling(str(text), kind, number=isinstance(text, int | float))

    def _hex(self, length: int) -> str:
        return hashlib.sha512(str(self._rng.random()).encode()).hexdigest()[:length]

    def _digits(self, length: int) -> str:
        return str(self._rng.randrange(10 ** (length - 1), 10**length))

    def _epoch(self) -> float:
        return self._rng.uniform(1_600_000_000, 1_800_000_000)

    def _small(self) -> int:
        return self._rng.randrange(1, 500)

    def _ms(self) -> float:
        return round(self._rng.expovariate(1 / 200), 3)

    def _seconds(self) -> float:
        return round(self._rng.uniform(0, 600), 2)

    def _nanoseconds(self) -> int:
        return self._rng.randrange(10**8, 10**11)

    def _ratio(self) -> float:
        return self._rng.random()

    def _order_id(self) -> str:
        return self._digits(self._rng.choice((6, 8, 9, 10, 11, 12)))

    def _user_name(self) -> str:
        return self._faker.user_name()

    def _code(self) -> str:
        return self._order_id()

    def _order_number(self) -> int:
        return int(self._digits(self._rng.choice((7, 8, 9, 10, 11, 12, 13))))

    def _order_ref(self) -> str:
        return f"{self._faker.lexify('???', 'ABCDEFGHJKLMNPQRSTUVWXYZ')}-{self._digits(8)}"

    def _long_id(self) -> str:
        return self._digits(self._rng.choice((15, 16, 17, 18, 19)))

    def _long_number(self) -> int:
        return int(self._digits(self._rng.choice((15, 16, 17, 18))))

    def _tracking(self) -> str:
        forms = ("1Z" + self._hex(6).upper() + self._digits(10), self._digits(22), "JD" + self._digits(18))
        return self._rng.choice((*forms, "RR" + self._digits(9) + "GB"))

    def _uuid(self) -> str:
        return str(uuid.UUID(int=self._rng.getrandbits(128), version=4))

    def _trace_id(self) -> str:
        return self._hex(32)

    def _span_id(self) -> str:
        return self._hex(16)

    def _md5(self) -> str:
        return self._hex(32)

    def _sha1(self) -> str:
        return self._hex(40)

    def _sha256(self) -> str:
        return self._hex(64)

    def _commit(self) -> str:
        return self._hex(self._rng.choice((7, 8, 12)))

    def _call_sid(self) -> str:
        return "CA" + self._hex(32)

    def _timestamp(self) -> str:
        moment = self._faker.date_time_between("-5y")
        forms = ("%Y-%m-%dT%H:%M:%S.%fZ", "%Y-%m-%d %H:%M:%S,000", "%d/%b/%Y:%H:%M:%S +0000", "%Y%m%dT%H%M%SZ")
        return moment.strftime(self._rng.choice((*forms, "%Y-%m-%dT%H:%M:%S+02:00", "%a, %d %b %Y %H:%M:%S GMT")))

    def _date(self) -> str:
        forms = ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%d %B %Y", "%Y%m%d")
        return self._faker.date_time_between("-5y", "+2y").strftime(self._rng.choice(forms))

    def _epoch_s(self) -> int:
        return int(self._epoch())

    def _epoch_ms(self) -> int:
        return int(self._epoch() * 1e3)

    def _epoch_us(self) -> int:
        return int(self._epoch() * 1e6)

    def _epoch_float(self) -> float:
        return self._epoch()

    def _duration(self) -> str:
        return self._rng.choice(
            ("PT3M12S", f"{self._seconds()}s", f"0:0{self._small() % 10}:{self._small() % 50 + 10}")
        )

    def _time_range(self) -> str:
        return f"{self._rng.randrange(8, 12):02}:00-{self._rng.randrange(12, 19)}:30"

    def _version(self) -> str:
        numbers = [str(self._rng.randrange(0, 40)) for _ in range(3)]
        return ".".join(numbers) + self._rng.choice(("", "", "-rc.1", "+build.512", ".post1", "-SNAPSHOT"))

    def _build(self) -> str:
        major, minor, build = self._rng.randrange(1, 20), self._rng.randrange(9), self._rng.randrange(300, 29999)
        return f"{major}.{minor}.{build}.{self._small()}"

    def _price(self) -> str:
        return self._faker.pricetag()

    def _amount(self) -> float:
        return round(self._rng.uniform(1, 99999), 2)

    def _coordinate(self) -> str:
        return f"{self._faker.latitude()}, {self._faker.longitude()}"

    def _latitude(self) -> float:
        return round(self._rng.uniform(-90, 90), 6)

    def _port(self) -> int:
        return self._faker.port_number()

    def _bytes(self) -> int:
        return self._rng.randrange(2**20, 2**40)

    def _isbn(self) -> str:
        return self._faker.isbn13()

    def _ean(self) -> str:
        return self._faker.ean13()

    def _word(self) -> str:
        return self._faker.word()

    def _lorem(self) -> str:
        return self._faker.sentence()

    def _company(self) -> str:
        return self._faker.company()

    def _product(self) -> str:
        return self._faker.catch_phrase()

    def _country(self) -> str:
        return self._faker.country_code()

    def _user_agent(self) -> str:
        return self._faker.user_agent()

    def _url(self) -> str:
        return self._faker.uri()

    def _path(self) -> str:
        return self._faker.file_path(depth=3)

    def _slug(self) -> str:
        return self._faker.slug()

    def _pointer(self) -> str:
        return "0x7f" + self._hex(10)


LOOKALIKES: list[Template] = [
    held("Order <order_id> placed", order_id="<order_id>", total="<price>"),
    held("Order stored", order={"id": "<order_number>", "items": "<small>", "total": "<amount>"}),
    call("Invoice <order_ref> paid", invoice_number="<order_ref>", due="<date>"),
    call("Ticket created", ticket_id="<order_number>", ticket_number="<order_id>"),
    call("account", account_id="<long_id>", customer_id="<order_number>"),
    call("Snowflake id <long_id> assigned", id="<long_number>"),
    call("Shipment on its way", tracking_number="<tracking>", carrier="<word>"),
    held("Tracking <tracking> updated at <timestamp>"),
    call("Request done", trace_id="<trace_id>", span_id="<span_id>", took_ms="<ms>"),
    call("Request <uuid> took <ms> ms", correlation_id="<uuid>"),
    held("dd.trace_id=<long_id> dd.span_id=<long_id>"),
    call("Call started", call_sid="<call_sid>", started_at="<timestamp>"),
    held("scheduled", at="<epoch_s>", until="<epoch_ms>"),
    call("Token usage", prompt_tokens="<small>", completion_tokens="<small>", max_tokens=4096),
    held("clock", ts="<epoch_float>", now_us="<epoch_us>", tz="Europe/Berlin"),
    held("Finished at <epoch_s> after <duration>", duration="<duration>"),
    held("elapsed_ns=<nanoseconds> start=<epoch_ms> end=<epoch_ms>"),
    held("Model loaded", version="<version>", build="<build>", sha="<sha1>"),
    held("Starting agent version <version> (commit <commit>)"),
    call("Deployed <version> over <version>", image="registry.example.com/agent:<version>@sha256:<sha256>"),
    call("Windows build <build>, Python 3.11.7"),
    held("etag", etag="<md5>", checksum="<sha256>", size="<bytes>"),
    call("Cache key <md5> missed", bytes="<bytes>", keys="<small>"),
    call("Downloaded <bytes> bytes from <url> in <seconds> s"),
    call("Priced", price="<price>", unit_price="<amount>", vat=0.19),
    held("basket", items=[{"sku": "<ean>", "qty": 2, "price": "<amount>"}, {"sku": "<isbn>", "qty": 1}]),
    held("Found nearest shop", location={"lat": "<latitude>", "lon": "<latitude>"}),
    held("nearest depot at <coordinate>", distance_km="<seconds>"),
    call("Listening", host="agent-<small>", port="<port>"),
    call("upstream connect error on port <port>", attempt_number="<small>", max_attempts=3),
    call("Tool called", tool={"name": "lookup_order", "arguments": {"limit": 10}}),
    call("flow", flow_name="Book a table", step_name="collect_date", model_name="gpt-4o-mini"),
    call("Function", function_name="crm_upsert", event_name="call.started", hostname="worker-<small>"),
    held("upload", filename="report-<date>.pdf", file_name="<slug>.csv", path="<path>"),
    call("product", product={"name": "<product>", "id": "<order_id>"}, brand_name="<company>"),
    held("Company found", company="<company>", company_name="<company>", employees="<small>"),
    call("email_sent=True phone_verified=False consent=True", email_sent=True, phone_verified=False),
    held("contact flags", has_email=True, phone_count=2, address_verified=False, name_length=11),
    call("Appointment", appointment_date="<date>", starts="<timestamp>", slot="<time_range>"),
    held("Available on <date> at 14:30 or <date> at 09:15"),
    held("Certificate expires <date>", not_after="<timestamp>", serial="<long_id>"),
    call("Card token created", payment_method="pm_<span_id>", last4="4242", exp="12/27"),
    call("charge ch_<span_id> succeeded", amount_cents="<order_number>", currency="eur"),
    held("Intent <word> with score <ratio>", score="<ratio>", threshold=0.75),
    call("scores", scores=["<ratio>", "<ratio>", "<ratio>"], embedding=["<latitude>", "<latitude>"]),
    held("segfault at <pointer> ip <pointer> sp <pointer> error 4", address="<pointer>"),
    held("KeyError: '<slug>'", exc="KeyError", line="<small>"),
    call("TimeoutError after <seconds> s in <path>:<small>", retries="<small>"),
    call("Rows <small>-<small> of <order_number>", page="<small>", offset="<order_number>"),
    call("User agent <user_agent>"),
    held("transcript", text="<lorem>", confidence="<ratio>"),
    held("transcript", text="I would like a table for two at seven on friday", turn="<small>"),
    held("transcript", text="order number one two, five items, about twenty five minutes ago"),
    call("transcript", text="that was three or four weeks ago, maybe nineteen ninety nine"),
    call("batch", ids=["<order_number>", "<order_number>", "<order_number>"], refs=["<order_ref>", "<order_ref>"]),
    call("queue", queue_position="<small>", wait_ms="<order_number>", agent_extension="<small>"),
    held("stats", stats={"calls": "<order_number>", "minutes": "<order_number>", "errors": 0}),
    held("booking reference <order_ref> for <date>", reference="<order_ref>"),
    held("Reservation code <commit>", confirmation_code="<code>", pnr="<order_ref>"),
    call("ISBN <isbn> out of stock", ean="<ean>", stock=0),
    held("pid=<port> tid=<nanoseconds> rss=<bytes>", pid="<port>"),
    call("range <epoch_s>..<epoch_s> step 60", step=60),
    held("SELECT id FROM orders WHERE id = <order_number> LIMIT <small>", rows="<small>"),
    held("kafka", topic="calls.v1", partition="<small>", offset="<order_number>", lag=0),
    held("session_id=<uuid> step <small>/<small>", session_id="<uuid>"),
    held("Password reset requested", password_reset=True, token_type="bearer", expires_in=3600),
    held("secret rotation finished", secret_name="crm-api", secret_version="<version>"),
    held("address book synced", entries="<small>", ip_version=4, mac_count="<small>"),
    call("language detected", language="en-GB", locale="de_DE", confidence="<ratio>"),
    call("meter", serial_number="<order_id>", reading="<order_number>", meter_id="<order_ref>"),
]
