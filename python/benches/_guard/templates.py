"""Log calls with personal values in them, as a developer of a voice agent writes them.

Each list belongs to a kind. Half of its templates are held out, so that the held-out half asks about calls nobody
saw: `call` and `held` say which. The hash of each decided once; a template that is corrected stays in its half. A
template is the content and the extras of one `conv.log` call. A place is a value of `values` or something harmless
of `lookalikes`; `<k_phone>` and `<k_id>` are keys in the words of the country. What is written in prose without a
word of context has a form that speaks for itself (`<phone_intl>`, `<card_bare>`): no reader could tell it apart
otherwise. Names, addresses, postcodes and dates of birth stand under a key or beside a word that says what they
are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

HALVES = ("development", "held out")


@dataclass(frozen=True)
class Template:
    """The entry of one log call, with places in it, and its half."""

    entry: dict[str, Any]
    half: str


def call(content: str, **extras: Any) -> Template:
    """Return a log call of the development half."""
    return Template({"level": "info", "content": content, **extras}, HALVES[0])


def held(content: str, **extras: Any) -> Template:
    """Return a log call of the held-out half."""
    return Template({"level": "info", "content": content, **extras}, HALVES[1])


TEMPLATES: dict[str, list[Template]] = {
    "phone": [
        call("Caller identified", phone="<phone>", attempt=1),
        held("Incoming call", caller={"number": "<phone>", "carrier": "<word>"}, call_sid="<call_sid>"),
        held("Sending SMS", to="<phone_intl>", message_id="<uuid>"),
        held("Calling <phone_intl> now", attempt="<small>"),
        call("Transfer to <phone_intl> failed after <ms> ms", retriable=True),
        held("Callback requested", callback_number="<phone>", window="<time_range>"),
        call("Looking up phone number <phone>", order_id="<order_id>"),
        call("Contact created", contact={"id": "<order_id>", "phone_number": "<phone>", "tags": ["vip", "new"]}),
        call("Customer phone: <phone>"),
        held("CRM returned 2 matches", phones=["<phone>", "<phone>"], took_ms="<ms>"),
        call("Lead stored", lead={"contacts": [{"type": "mobile", "value": "<phone_intl>"}]}),
        held("Caller", caller={"number": "<phone_digits>"}, duration_s="<seconds>"),
        call("Lookup", msisdn="<phone_digits>", cached=False),
        call("GET https://crm.example.com/v1/contacts?phone=<phone_intl|quote>&limit=10 -> 200"),
        held("ValueError: invalid literal for phone '<phone>'", exc="ValueError"),
        call("Twilio said: The number <phone_intl> is unverified", code=21608),
        call("Dialled", args=["<phone_intl>", 3, "<uuid>"]),
        call("HTTP 422 from messaging", body='{"error":"unreachable","phone":"<phone>"}'),
        held("state changed: {'mobile': '<phone>', 'step': 4}"),
        held("Registered", by_number={"<phone_intl>": "active"}),
        held("User confirmed mobile number <phone>", confidence="<ratio>"),
        held("sip:<phone_intl|compact>@sip.example.com answered", code=200),
        held("customer", customer={"telephone": "<phone>", "id": "<uuid>"}),
        call("Number normalised", raw="<phone_intl>", country="<country>"),
        held("Emergency contact saved", emergency_contact_phone="<phone>"),
        call("Voicemail left on <phone_intl>", length_s="<seconds>"),
        call("whatsapp delivery", whatsapp="<phone_intl>", status="read"),
        held("Handing over", **{"<k_phone>": "<phone>", "queue": "sales"}),
    ],
    "phone_key": [
        held("Contact", phone="<example_phone_key>", source="import"),
        call("Customer found", customer={"phone_number": "<example_phone_key>", "tier": "gold"}),
        held("Call ended", caller={"phone": "<example_phone_key>"}, duration_ms="<ms>"),
        held("Dialling out", mobile="<example_phone_key>", attempt=2),
        held("Tried <example_phone_intl> twice", outcome="busy"),
        call("Calling <example_phone_intl>", trunk="eu-1"),
        call("SMS rejected", recipient="<example_phone_intl>", code=30006),
        call("GET /lookup?number=<example_phone_intl|quote> 404 in <ms> ms"),
    ],
    "phone_spoken": [
        call("transcript", text="my number is <phone_spoken>"),
        call("ASR final", transcript="yeah you can call me back on <phone_spoken> please", confidence="<ratio>"),
        call("User said: <phone_spoken>"),
        held("user_input", user_input="it's <phone_spoken> thanks"),
        held("Turn", messages=[{"role": "user", "content": "sure, the phone number is <phone_spoken>"}]),
        held("Heard '<phone_spoken>' for slot phone", slot="phone"),
        held("caller utterance: the best number to reach me is <phone_spoken>"),
        call("alternatives", alternatives=["um <phone_spoken>", "<lorem>"]),
    ],
    "phone_spoken_foreign": [
        held("transcript", text="<phone_spoken_foreign>", language="<country>"),
        call("User said: <phone_spoken_foreign>"),
        call("ASR final", transcript="ok <phone_spoken_foreign>", confidence="<ratio>"),
        held("user_input", user_input="<phone_spoken_foreign>"),
    ],
    "email": [
        call("lookup for <email> failed", status=404),
        held("Contact created", email="<email>", id="<uuid>"),
        held("Confirmation sent", to=["<email>"], template="booking-confirmation"),
        held("User", user={"id": "<order_id>", "email_address": "<email>", "active": True}),
        held("POST https://api.example.com/users?email=<email|quote>&v=2 -> 409 in <ms> ms"),
        call("SMTPRecipientsRefused: {'<email>': (550, b'No such user')}"),
        held("payload", body='{"mail":"<email>","consent":true}'),
        call("Merge <email> into <email>", dry_run=True),
        held("Recipients", recipients=[["<email>", "to"], ["<email>", "cc"]]),
        held("mailto:<email> clicked"),
        call("Login attempt by <email> from mobile app", attempt="<small>"),
        held("From: Support <<email>>, reply pending"),
        call("KeyError: '<email>'", exc="KeyError"),
        call("owner changed", before="<email>", after=None),
        call("Duplicate key value violates unique constraint (email)=(<email>) already exists."),
        call("notify", by_address={"<email>": "sent"}),
    ],
    "payment_card": [
        call("Card declined", card_number="<payment_card>", reason="insufficient_funds"),
        call("Charging card <payment_card> for <price>"),
        call("payment", payment={"pan": "<payment_card>", "amount_cents": "<small>"}),
        held("Card entered", card={"number": "<card_digits>", "brand": "visa"}),
        held("gateway error: card <payment_card> was reported lost", code="pickup_card"),
        held("Paying with <card_bare>", order_id="<order_id>"),
        call("tokenise", args=["<card_bare>", "eur"]),
        held("POST /charge?cc=<payment_card|quote>&amount=<small> 402"),
        held("DTMF collected", digits="<card_bare>", field="card"),
        call("user typed <card_bare>", step="payment"),
        call("stripe.error.CardError: Your card number <payment_card> is incorrect."),
        call("request", body='{"creditCard":"<payment_card>","capture":false}'),
        held("credit card", credit_card="<payment_card>"),
        held("method", payment_method={"type": "card", "details": ["<card_bare>"]}),
    ],
    "iban": [
        held("Refund to <iban>", amount="<price>"),
        call("Bank details", iban="<iban>", verified=False),
        held("IBAN <iban> rejected by bank", code="AC01"),
        call("payout", payout={"account": {"iban": "<iban>", "currency": "EUR"}}),
        held("SEPA mandate for <iban> created", mandate="<uuid>"),
        held("GET /accounts?iban=<iban|quote> 200 <ms> ms"),
        call("transfer", args=["<iban>", "<price>"]),
        call("ValueError: checksum of '<iban>' does not match"),
        held("body", body='{"debtor":{"iban":"<iban>"}}'),
        call("user gave account <iban>", turn="<small>"),
    ],
    "national_id": [
        call("Identity check", national_id="<national_id>", passed=True),
        call("KYC", document={"type": "national_id", "number": "<national_id>"}),
        call("Verified", **{"<k_id>": "<national_id>", "score": "<ratio>"}),
        held("Customer", customer={"<k_id>": "<national_id>"}, order_id="<order_id>"),
        held("<k_id> <national_id> not found in registry"),
        held("lookup <k_id>=<national_id> took <ms> ms"),
        held("ID number <national_id> does not match", attempt=2),
        call("tax", tax_id="<national_id>", year=2024),
        call("patient", patient={"social_security_number": "<national_id>", "ward": "<word>"}),
        call("form", form=[{"field": "<k_id>", "value": "<national_id>"}]),
        held("GET /verify?<k_id>=<national_id|quote> -> 200"),
        held("ValueError: invalid <k_id>: '<national_id>'"),
        held("response", body='{"<k_id>":"<national_id>","match":"exact"}'),
        held("identity", identity_number="<national_id>", ref="<uuid>"),
        call("The caller's national id is <national_id>"),
        call("citizen", citizen={"personal_id": "<national_id>"}),
    ],
    "ip_address": [
        call("Login from <ip_address>", user_agent="<user_agent>"),
        held("request", client_ip="<ip_address>", status=200),
        held("Blocked", remote_addr="<ip_address>", attempts="<small>"),
        call('<ip_address> - - "GET /health HTTP/1.1" 200 <small>'),
        held("ConnectionError: peer <ip_address> reset the connection"),
        call("session", session={"ip": "<ip_address>", "started": "<timestamp>"}),
        held("x-forwarded-for", headers={"x-forwarded-for": "<ip_address>"}),
        held("ICE candidate pair", candidates=["<ip_address>", "<ip_address>"]),
        call("GET https://geo.example.com/lookup?ip=<ip_address|quote> 200"),
        held("SIP INVITE from <ip_address>", method="INVITE"),
        call("rate limited", by_ip={"<ip_address>": "<small>"}),
        call("Failed password for root from <ip_address> port <port> ssh2"),
    ],
    "birth_date": [
        held("Customer found", date_of_birth="<birth_date>", id="<order_id>"),
        call("DOB <birth_date> does not match", attempt=1),
        held("dob", dob="<birth_date>"),
        held("patient", patient={"id": "<uuid>", "birth_date": "<birth_date>"}),
        call("Verifying date of birth: <birth_date>"),
        call("user", user={"birthday": "<birth_date>", "newsletter": False}),
        call("Customer born <birth_date> is eligible", rule="<word>"),
        held("form", body='{"birthDate":"<birth_date>","consent":true}'),
        held("GET /patients?dob=<birth_date|quote>&limit=1 -> 404"),
        call("slot filled", slots={"birthdate": "<birth_date>", "intent": "<word>"}),
        call("ValueError: date of birth '<birth_date>' is in the future"),
        held("passenger", passengers=[{"dateOfBirth": "<birth_date>", "seat": "12C"}]),
    ],
    "birth_date_spoken": [
        held("transcript", text="my date of birth is <birth_date_spoken>"),
        call("User said: I was born on <birth_date_spoken>"),
        held("ASR final", transcript="date of birth <birth_date_spoken>", confidence="<ratio>"),
        call("user_input", user_input="yes my birthday is <birth_date_spoken>"),
    ],
    "postcode": [
        call("Delivery area", postcode="<postcode>", covered=True),
        held("zip", zip_code="<postcode>", state="<word>"),
        held("Postcode <postcode> is not covered", depot="<small>"),
        held("site", site={"postal_code": "<postcode>", "country": "<country>"}),
        call("GET /coverage?postcode=<postcode|quote> 200 in <ms> ms"),
        call("ValueError: unknown postal code '<postcode>'"),
        call("user", user={"zip": "<postcode>", "plan": "basic"}),
        held("quote", body='{"postcode":"<postcode>","property":"flat"}'),
        held("Checking postcode: <postcode>"),
        held("slot", slots={"postalCode": "<postcode>"}),
        call("customer moved, zip code <postcode> now", since="<date>"),
        call("area", addr={"country": "<country>", "postcode": "<postcode>"}),
    ],
    "address": [
        call("Delivery booked", address="<address>", slot="<time_range>"),
        held("Customer", customer={"id": "<order_id>", "address": "<address_lines>"}),
        call("ship to", shipping_address="<address>", carrier="<word>"),
        call("Address: <address>"),
        held("moved", old_address="<address>", new_address="<address>"),
        call("site", site={"street": "<street>", "country": "<country>"}),
        held("line", address_line_1="<street>", verified=False),
        call("GeocodingError: no result for address '<address>'", took_ms="<ms>"),
        held("request", body='{"street_address":"<street>","lift":false}'),
        held("billing", billing={"address": {"street": "<street>"}}),
        call("home", home_address="<address>"),
        held("GET /geocode?address=<address|quote> -> 200"),
    ],
    "name": [
        held("Caller identified", caller_name="<name>", score="<ratio>"),
        call("Customer", customer={"name": "<name>", "tier": "gold"}),
        held("user", first_name="<first_name>", last_name="<last_name>"),
        call("Booking for two", guest_name="<name>", table="<small>"),
        call("Lookup name=<name> found nothing", took_ms="<ms>"),
        held("patient", patient={"full_name": "<name>", "ward": "<word>"}),
        call("transcript", text="hi, my name is <name>"),
        call("contact", contacts=[{"name": "<name>", "role": "owner"}]),
        call("form", body='{"firstName":"<first_name>","surname":"<last_name>"}'),
        held("GET /search?full_name=<name|quote>&page=1 200"),
        call("Customer name: <name>"),
        held("account holder", account_holder="<name>", bank="<company>"),
        held("name", customer_name="<name>", order_id="<order_id>"),
        call("appointment", appointment={"patient_name": "<name>", "at": "<timestamp>"}),
        held("User said: this is about my booking, my name is <name>"),
        held("user", user={"givenName": "<first_name>", "familyName": "<last_name>"}),
    ],
    "secret": [
        call("login", username="<user_name>", password="<password>"),
        held("Connecting with password=<password>", host="db-<small>"),
        held("config", config={"api_key": "<token>", "region": "eu"}),
        call("calling CRM", headers={"Authorization": "Bearer <token>", "accept": "application/json"}),
        held("GET https://api.example.com/v1/me?access_token=<token|quote> 401"),
        held("postgres://agent:<password|quote>@db.example.com:5432/crm refused the connection"),
        call("refresh", refresh_token="<token>", expires_in=3600),
        call("AuthenticationError: Incorrect API key provided: <token>"),
        held("env", env={"CLIENT_SECRET": "<password>", "LOG_LEVEL": "info"}),
        held("using <token> for upload", bucket="<word>"),
        call("settings", body='{"client_secret":"<token>","scope":"read"}'),
        call("Authorization: Bearer <token>"),
        held("user", user={"passwd": "<password>", "shell": "/bin/sh"}),
        call("webhook", webhook_secret="<token>", url="<url>"),
    ],
}
