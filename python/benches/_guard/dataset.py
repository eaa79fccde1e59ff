"""The whole set: labelled lines of both halves, the same on every machine for a seed.

In the countries of both halves, values are split by hash and templates were, and a line joins a value and a
template of one half. The held-out countries meet held-out templates only.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from freezegun import freeze_time

from .countries import COUNTRIES, HELD_OUT, Country
from .kinds import kind_at
from .lines import Filling, Line, places, write
from .lookalikes import LOOKALIKES, Noise
from .samples import samples
from .templates import HALVES, TEMPLATES, Template
from .values import Pools

SEED = 20261123
#: Faker counts ages and years from today; this is the day it is told.
TODAY = "2026-11-23"


@dataclass(frozen=True)
class Dataset:
    """The lines and what was left out of them, by reason and source."""

    lines: list[Line]
    left_out: Counter[tuple[str, str]]


def build(cache: Path, of_a_kind: int, lookalikes: int) -> Dataset:
    """Return the set with so many lines for each kind, country and half, and so many look-alikes a half."""
    with freeze_time(TODAY):
        pools = Pools(SEED, of_a_kind)
        lines = _made(pools, of_a_kind, lookalikes)
    lines += samples(cache, pools.left_out)
    return Dataset(list({line.text: line for line in lines}.values()), pools.left_out)


def _made(pools: Pools, of_a_kind: int, lookalikes: int) -> list[Line]:
    lines: list[Line] = []
    for half in HALVES:
        countries = [country for country in COUNTRIES if half == HALVES[1] or country.code not in HELD_OUT]
        for kind in TEMPLATES:
            for country in countries:
                lines += _personal(pools, kind, country, half, of_a_kind)
        for region in pools.regions():
            lines += _examples(pools, region, half)
        lines += _harmless(half, lookalikes)
    return lines


def _personal(pools: Pools, kind: str, country: Country, half: str, count: int) -> list[Line]:
    lines = []
    rng = random.Random(f"{SEED}/{kind}/{country.code}/{half}")
    noise = Noise(f"{SEED}/{kind}/{country.code}/{half}/noise")
    templates = _entries(TEMPLATES[kind], half)
    for index in range(count):
        template = templates[index % len(templates)]
        drawn = {place: pools.of(country.code, place, half) for place in places(template)}
        own = [place for place in drawn if kind_at(place) is not None]
        if not all(drawn[place] for place in own):
            continue
        # The pool's values in turn, so that each is used; a second value in the same line is any other.
        upcoming = {place: iter((drawn[place][index % len(drawn[place])],)) for place in own}

        keys = {"k_phone": country.phone_key}
        if "national_id" in drawn:
            keys["k_id"] = pools.id_keys[drawn["national_id"][index % len(drawn["national_id"])]]

        def fill(place: str, upcoming=upcoming, drawn=drawn, keys=keys) -> Filling:  # type: ignore[no-untyped-def]
            if place in keys:
                return Filling(keys[place])
            if place not in upcoming:
                return noise.fill(place)
            text = next(upcoming[place], None) or rng.choice(drawn[place])
            return Filling(text, kind_at(place), number=place.endswith("_digits"))

        lines.append(Line(*write(template, fill), half, country.code))
    return lines


def _examples(pools: Pools, region: str, half: str) -> list[Line]:
    """One line for each example number of a region that has nothing else in the set."""
    lines = []
    noise = Noise(f"{SEED}/{region}/{half}/noise")
    templates = _entries(TEMPLATES["phone_key"], half)
    rng = random.Random(f"{SEED}/{region}/{half}")
    for numbers in zip(*(pools.of(region, place, half) for place in _EXAMPLES), strict=True):
        texts = dict(zip(_EXAMPLES, numbers, strict=True))

        def fill(place: str, texts=texts) -> Filling:  # type: ignore[no-untyped-def]
            return Filling(texts[place], kind_at(place)) if place in texts else noise.fill(place)

        lines.append(Line(*write(rng.choice(templates), fill), half, region))
    return lines


_EXAMPLES = ("example_phone_intl", "example_phone_key")


def _harmless(half: str, count: int) -> list[Line]:
    noise = Noise(f"{SEED}/{half}/lookalikes")
    templates = _entries(LOOKALIKES, half)
    texts = (write(templates[index % len(templates)], noise.fill) for index in range(count))
    return [Line(text, labels, half, "look-alikes") for text, labels in texts]


def _entries(templates: list[Template], half: str) -> list[dict[str, Any]]:
    return [template.entry for template in templates if template.half == half]
