"""Pools of personal values by country, kind of place and half; and how many of others' values were left out, and why.

Values are Faker's, seeded by country and kind, and the example numbers of the phone metadata. What a library of its
own trade calls invalid (phonenumbers, stdnum) is no label and no look-alike: it is left out and counted.
"""

from __future__ import annotations

import datetime
import hashlib
import ipaddress
import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from functools import partial

import phonenumbers
from faker import Faker
from num2words import num2words  # type: ignore[import-untyped]
from stdnum import iban, luhn

from .countries import COUNTRIES, HELD_OUT, Country
from .identities import identities
from .templates import HALVES

#: Where numbers are shorter than this, only a key or a country code makes them recognisable; prose does not.
_NATIONAL_DIGITS_MIN = 7


def is_held_out(text: str) -> bool:
    """Say in which half something lies that is in both countries' halves: by its hash alone."""
    return hashlib.sha256(text.encode()).digest()[0] % 2 == 1


class Pools:
    """All values, drawn from by place; `left_out` says what others' values were not used."""

    def __init__(self, seed: int, size: int) -> None:
        self.left_out: Counter[tuple[str, str]] = Counter()
        #: What a developer calls each national id.
        self.id_keys: dict[str, str] = {}
        self._values: dict[tuple[str, str, str], list[str]] = defaultdict(list)
        self._size = size
        for country in COUNTRIES:
            for place, make in _MAKERS.items():
                rng = random.Random(f"{seed}/{country.code}/{place}")
                faker = Faker(country.locale)
                faker.seed_instance(rng.randrange(2**63))
                # Faker's Spanish and Mexican numbers come from the module's own generator.
                random.seed(rng.randrange(2**63))
                self._take(country.code, place, make(country, faker, rng, partial(self._leave_out, country.code)))
        self._examples(random.Random(f"{seed}/examples"))

    def of(self, country: str, place: str, half: str) -> list[str]:
        """Return the values for a place, empty when the country has none."""
        return self._values.get((country, place, half), [])

    def regions(self) -> list[str]:
        """Return the regions that have nothing but example numbers of phones."""
        ours = {country.code for country in COUNTRIES}
        return sorted({region for region, _, _ in self._values} - ours)

    def _leave_out(self, country: str, reason: str) -> None:
        self.left_out[reason, country] += 1

    def _take(self, country: str, place: str, stream: Iterator[str]) -> None:
        """Fill both halves of a pool evenly, or the held-out one alone; duplicates are taken once."""
        seen: set[str] = set()
        for _ in range(self._size * 40):
            text = next(stream, None)
            if text is None:
                return
            if place == "national_id":
                key, text = text.split("=")
                self.id_keys[text] = key
            half = HALVES[country in HELD_OUT or is_held_out(text)]
            pool = self._values[country, place, half]
            if text not in seen and len(pool) < self._size:
                seen.add(text)
                pool.append(text)
            wanted = HALVES[1:] if country in HELD_OUT else HALVES
            if all(len(self._values[country, place, each]) >= self._size for each in wanted):
                return

    def _examples(self, rng: random.Random) -> None:
        """Add every published example number: all regions, all types, in one of its written forms each."""
        kinds = phonenumbers.PhoneNumberType.values()
        for region in sorted(phonenumbers.SUPPORTED_REGIONS):
            seen: set[str] = set()
            for kind in kinds:
                number = phonenumbers.example_number_for_type(region, kind)
                if number is None or str(number) in seen:
                    continue
                seen.add(str(number))
                half = HALVES[region in HELD_OUT or is_held_out(str(number))]
                form = rng.choice(_FORMS)
                text = phonenumbers.format_number(number, form)
                self._values[region, "example_phone_intl", half].append(_international(number, rng))
                self._values[region, "example_phone_key", half].append(text)


_FORMS = (
    phonenumbers.PhoneNumberFormat.E164,
    phonenumbers.PhoneNumberFormat.INTERNATIONAL,
    phonenumbers.PhoneNumberFormat.NATIONAL,
)


def _international(number: phonenumbers.PhoneNumber, rng: random.Random) -> str:
    return phonenumbers.format_number(number, rng.choice(_FORMS[:2]))


def _parsed(text: str, country: str) -> phonenumbers.PhoneNumber | None:
    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        return None
    return number if phonenumbers.is_valid_number(number) else None


LeaveOut = Callable[[str], None]
Maker = Callable[[Country, Faker, random.Random, LeaveOut], Iterator[str]]


def _numbers(country: Country, faker: Faker, left_out: LeaveOut) -> Iterator[tuple[str, phonenumbers.PhoneNumber]]:
    while True:
        text = faker.phone_number()
        number = _parsed(text, country.code)
        if number is None:
            left_out("phone numbers of Faker that phonenumbers calls invalid")
        elif len(str(number.national_number)) >= _NATIONAL_DIGITS_MIN:
            yield text, number


def _once(reason: str) -> None:
    """Leave out without counting: the same values were counted for another place already."""


def _phone(country: Country, faker: Faker, rng: random.Random, left_out: LeaveOut) -> Iterator[str]:
    return (text for text, _ in _numbers(country, faker, left_out))


def _phone_intl(country: Country, faker: Faker, rng: random.Random, left_out: LeaveOut) -> Iterator[str]:
    for text, number in _numbers(country, faker, _once):
        yield text if text.startswith(("+", "00")) and "x" not in text else _international(number, rng)


def _phone_e164(country: Country, faker: Faker, rng: random.Random, left_out: LeaveOut) -> Iterator[str]:
    for _, number in _numbers(country, faker, _once):
        yield phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _phone_digits(country: Country, faker: Faker, rng: random.Random, left_out: LeaveOut) -> Iterator[str]:
    """As JSON numbers: with the country code, and without it as a database of one country has them."""
    for _, number in _numbers(country, faker, _once):
        national = str(number.national_number)
        yield rng.choice((f"{number.country_code}{national}", national))


def _spoken(language: str) -> Maker:
    def make(country: Country, faker: Faker, rng: random.Random, left_out: LeaveOut) -> Iterator[str]:
        tongue = language or country.language
        if not language and tongue == "en":
            return
        for _, number in _numbers(country, faker, _once):
            digits = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL).split(" ext")[0]
            words = [num2words(int(digit), lang=tongue) for digit in digits if digit.isdigit()]
            if tongue == "en" and rng.random() < 0.3:
                words = ["oh" if word == "zero" else word for word in words]
            yield rng.choice((" ", " ", ", ")).join(words)

    return make


def _email(country: Country, faker: Faker, rng: random.Random, left_out: LeaveOut) -> Iterator[str]:
    makers = (faker.email, faker.ascii_free_email, faker.ascii_company_email, lambda: faker.email(safe=False))
    while True:
        text = rng.choice(makers)()
        if rng.random() < 0.1:
            text = text.replace("@", f"+{rng.choice(('news', 'support', 'test1'))}@", 1)
        yield text


#: What networks issue today, by the first four digits and the length. Older and rarer cards need a word of context.
_ISSUED = (
    (range(4000, 5000), 16),
    (range(5100, 5600), 16),
    (range(2221, 2721), 16),
    (range(3400, 3500), 15),
    (range(3700, 3800), 15),
    (range(6011, 6012), 16),
    (range(6440, 6600), 16),
    (range(3528, 3590), 16),
)
_NO_CARDS = (range(3500, 3528), range(3590, 3600))


def _cards(faker: Faker, left_out: LeaveOut) -> Iterator[str]:
    while True:
        text = faker.credit_card_number()
        if not luhn.is_valid(text):
            left_out("card numbers of Faker that fail their check digit")
        elif any(int(text[:4]) in each for each in _NO_CARDS):
            left_out("card numbers of Faker that no network has")
        else:
            yield text


def _card(country: Country, faker: Faker, rng: random.Random, left_out: LeaveOut) -> Iterator[str]:
    for text in _cards(faker, left_out):
        gap = rng.choice(("", "", " ", "-"))
        yield gap.join(text[at : at + 4] for at in range(0, len(text), 4)) if len(text) == 16 else text


def _card_bare(country: Country, faker: Faker, rng: random.Random, left_out: LeaveOut) -> Iterator[str]:
    for text in _card(country, faker, rng, _once):
        digits = re.sub(r"\D", "", text)
        if any(int(digits[:4]) in first and len(digits) == length for first, length in _ISSUED):
            yield text


def _card_digits(country: Country, faker: Faker, rng: random.Random, left_out: LeaveOut) -> Iterator[str]:
    return (text for text in _cards(faker, _once) if text[0] != "0")


def _iban(country: Country, faker: Faker, rng: random.Random, left_out: LeaveOut) -> Iterator[str]:
    while True:
        text = faker.iban()
        if text[:2] != country.code:
            left_out("countries for which Faker makes British IBANs")
            return
        if not iban.is_valid(text, check_country=False):
            left_out("IBANs of Faker that fail their check digits")
        else:
            gap = rng.choice(("", "", " "))
            yield gap.join(text[at : at + 4] for at in range(0, len(text), 4))


def _national_id(country: Country, faker: Faker, rng: random.Random, left_out: LeaveOut) -> Iterator[str]:
    """Each behind the key that fits it, for `Pools` to take off."""
    return (f"{key}={text}" for key, text in identities(country.code, faker, rng, left_out))


def _ip(country: Country, faker: Faker, rng: random.Random, left_out: LeaveOut) -> Iterator[str]:
    while True:
        text = faker.ipv4_public() if rng.random() < 0.6 else faker.ipv6()
        address = ipaddress.ip_address(text)
        if address.is_global:
            yield rng.choice((address.compressed, address.exploded)) if rng.random() < 0.2 else text


def _birth_dates(country: Country, faker: Faker) -> Iterator[datetime.date]:
    while True:
        yield faker.date_of_birth(minimum_age=16, maximum_age=95)


def _birth_date(country: Country, faker: Faker, rng: random.Random, left_out: LeaveOut) -> Iterator[str]:
    for date in _birth_dates(country, faker):
        yield date.strftime(rng.choice(("%Y-%m-%d", *country.dates)))


def _birth_date_spoken(country: Country, faker: Faker, rng: random.Random, left_out: LeaveOut) -> Iterator[str]:
    if country.language != "en":
        return
    for date in _birth_dates(country, faker):
        day, year = num2words(date.day, to="ordinal"), num2words(date.year, to="year").replace(" and ", " ")
        month = date.strftime("%B")
        yield rng.choice((f"the {day} of {month} {year}", f"{month} {day} {year}", f"{month} {day}, {year}"))


def _from(method: str) -> Maker:
    def make(country: Country, faker: Faker, rng: random.Random, left_out: LeaveOut) -> Iterator[str]:
        return iter(lambda: str(getattr(faker, method)()), None)

    return make


def _address(country: Country, faker: Faker, rng: random.Random, left_out: LeaveOut) -> Iterator[str]:
    return (faker.address().replace("\n", ", ") for _ in iter(int, 1))


def _password(country: Country, faker: Faker, rng: random.Random, left_out: LeaveOut) -> Iterator[str]:
    return (faker.password(length=rng.randrange(10, 21)) for _ in iter(int, 1))


_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"


def _token(country: Country, faker: Faker, rng: random.Random, left_out: LeaveOut) -> Iterator[str]:
    """Tokens in the written forms that well-known services document; the random part is drawn."""

    def drawn(length: int, letters: str = _LETTERS) -> str:
        return "".join(rng.choices(letters, k=length))

    while True:
        yield rng.choice(
            (
                "gh" + "p_" + drawn(36),
                "AK" + "IA" + drawn(16, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"),
                "xox" + "b-" + drawn(12, "0123456789") + "-" + drawn(12, "0123456789") + "-" + drawn(24),
                "sk_" + "live_" + drawn(24),
                "sk-" + "proj-" + drawn(48),
                "AI" + "za" + drawn(35),
                f"eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJ{drawn(40)}.{drawn(43)}",
            )
        )


_MAKERS: dict[str, Maker] = {
    "phone": _phone,
    "phone_intl": _phone_intl,
    "phone_e164": _phone_e164,
    "phone_digits": _phone_digits,
    "phone_spoken": _spoken("en"),
    "phone_spoken_foreign": _spoken(""),
    "email": _email,
    "payment_card": _card,
    "card_bare": _card_bare,
    "card_digits": _card_digits,
    "iban": _iban,
    "national_id": _national_id,
    "ip_address": _ip,
    "birth_date": _birth_date,
    "birth_date_spoken": _birth_date_spoken,
    "postcode": _from("postcode"),
    "address": _address,
    "address_lines": _from("address"),
    "street": _from("street_address"),
    "name": _from("name"),
    "first_name": _from("first_name"),
    "last_name": _from("last_name"),
    "password": _password,
    "token": _token,
}
