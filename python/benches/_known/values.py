"""Values by kind: those of the bench `guard`, and names of more languages than it has."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass

from _guard.countries import COUNTRIES
from _guard.dataset import SEED, TODAY
from _guard.templates import HALVES
from _guard.values import Pools, is_held_out
from faker import Faker
from freezegun import freeze_time

#: The places of the bench `guard` whose values are of a kind.
KINDS: dict[str, tuple[str, ...]] = {
    "name": ("name",),
    "family name": ("last_name",),
    "phone": ("phone", "phone_intl", "phone_e164"),
    "e-mail": ("email",),
    "birth date": ("birth_date",),
    "address": ("address", "address_lines", "street"),
    "national id": ("national_id",),
    "account": ("iban", "payment_card"),
}
#: Languages of which only names are taken, most of them with letters of their own; the last ones are held out whole.
_LOCALES = ("ru_RU", "el_GR", "ar_AA", "hi_IN", "ko_KR", "zh_CN", "cs_CZ", "vi_VN", "da_DK", "hu_HU", "ro_RO", "th_TH")
_HELD_OUT_LOCALES = ("uk_UA", "he_IL", "bn_BD", "bg_BG", "zh_TW", "no_NO", "sk_SK", "lt_LT")
_NUMBERS_OF_A_REGION, _REGIONS = 2, 8


@dataclass(frozen=True)
class Value:
    """What is flagged, of which kind and country, and the half that it belongs to."""

    text: str
    kind: str
    country: str
    half: str


def people(of_a_kind: int) -> list[list[Value]]:
    """Return groups of values, one of each kind, so many for each country and half."""
    with freeze_time(TODAY):
        pools = Pools(SEED, of_a_kind)
    return [*_of_the_guard(pools, of_a_kind), *_reached_elsewhere(pools), *_of_more_languages(of_a_kind)]


def _of_the_guard(pools: Pools, of_a_kind: int) -> Iterator[list[Value]]:
    for half, country in itertools.product(HALVES, COUNTRIES):
        drawn: dict[str, list[str]] = {}
        for kind, places in KINDS.items():
            drawn[kind] = [text for place in places for text in pools.of(country.code, place, half)]
            random.Random(f"{SEED}/{kind}/{country.code}/{half}").shuffle(drawn[kind])
        for at in range(of_a_kind):
            of_one = {kind: texts[at] for kind, texts in drawn.items() if at < len(texts)}
            if of_one:
                yield [Value(text, kind, country.code, half) for kind, text in of_one.items()]


def _reached_elsewhere(pools: Pools) -> Iterator[list[Value]]:
    """Yield the published example numbers of all other regions, of several in a conversation."""
    for half in HALVES:
        numbers = []
        for region in pools.regions():
            texts = sorted(set(pools.of(region, "example_phone_intl", half)))
            numbers += [Value(text, "phone", region, half) for text in texts[:_NUMBERS_OF_A_REGION]]
        yield from (numbers[at : at + _REGIONS] for at in range(0, len(numbers), _REGIONS))


def _of_more_languages(of_a_kind: int) -> Iterator[list[Value]]:
    for locale in (*_LOCALES, *_HELD_OUT_LOCALES):
        faker = Faker(locale)
        faker.seed_instance(f"{SEED}/{locale}")
        found: dict[str, set[str]] = {half: set() for half in HALVES}
        for _ in range(of_a_kind * 4):
            text = faker.name()
            found[HALVES[locale in _HELD_OUT_LOCALES or is_held_out(text)]].add(text)
        for half, texts in found.items():
            if texts:
                yield [Value(text, "name", locale, half) for text in sorted(texts)[:of_a_kind]]
