"""Numbers that a state gives to a person, each valid by python-stdnum (Britain's insurance number: by its pattern).

Faker's own are taken where it has them; where it has none, digits are drawn until stdnum calls them valid.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from functools import partial
from importlib import import_module

from faker import Faker

#: Faker's method and stdnum's module that says whether the result is valid.
_FROM_FAKER: dict[str, tuple[tuple[str, str], ...]] = {
    "US": (("ssn", "us.ssn"), ("itin", "us.itin")),
    "CA": (("ssn", "ca.sin"),),
    "FR": (("ssn", "fr.nir"),),
    "ES": (("nif", "es.dni"), ("nie", "es.nie")),
    "IT": (("ssn", "it.codicefiscale"),),
    "BR": (("cpf", "br.cpf"),),
    "IN": (("aadhaar_id", "in_.aadhaar"), ("pan", "in_.pan")),
    "SE": (("ssn", "se.personnummer"),),
    "FI": (("ssn", "fi.hetu"),),
    "TR": (("ssn", "tr.tckimlik"),),
    "NL": (("ssn", "nl.bsn"),),
    "PL": (("ssn", "pl.pesel"),),
    "MX": (("curp", "mx.curp"), ("rfc", "mx.rfc")),
}
#: Patterns for numbers Faker does not make: `#` is a digit.
_FROM_DIGITS: dict[str, tuple[tuple[str, str], ...]] = {
    "GB": (("### ### ####", "gb.nhs"),),
    "DE": (("###########", "de.idnr"), ("## ### ### ###", "de.idnr")),
    "AU": (("### ### ###", "au.tfn"), ("#########", "au.tfn")),
    "JP": (("############", "jp.in_"),),
}
#: Prefixes of insurance numbers that are issued; Faker writes ZZ, which never is.
_NINO_PREFIXES = ("AB", "CE", "HJ", "JK", "KL", "NA", "PW", "SR", "TY", "WM")
#: What is not valid is skipped, at most so many for each wanted one.
_TRIES = 50_000


def identities(country: str, faker: Faker, rng: random.Random, left_out: Callable[[str], None]) -> Iterator[str]:
    """Yield numbers of a country without end, of each of its kinds in turn; none when it has none."""
    streams = []
    for method, module in _FROM_FAKER.get(country, ()):
        streams.append(_checked(getattr(faker, method), module, left_out))
    for pattern, module in _FROM_DIGITS.get(country, ()):
        streams.append(_checked(partial(_digits, pattern, rng), module, None))
    if country == "GB":
        streams.append(_insurance_numbers(faker, rng))
    while streams:
        for stream in streams:
            yield next(stream)


def _checked(draw: Callable[[], str], module: str, left_out: Callable[[str], None] | None) -> Iterator[str]:
    is_valid = import_module(f"stdnum.{module}").is_valid
    tries = 0
    while tries < _TRIES:
        tries += 1
        text = draw()
        if is_valid(text):
            tries = 0
            yield text
        elif left_out is not None:
            left_out("national ids of Faker that stdnum calls invalid")
    raise RuntimeError(f"{module} calls nothing valid")


def _digits(pattern: str, rng: random.Random) -> str:
    return "".join(str(rng.randrange(10)) if sign == "#" else sign for sign in pattern)


def _insurance_numbers(faker: Faker, rng: random.Random) -> Iterator[str]:
    while True:
        yield rng.choice(_NINO_PREFIXES) + faker.ssn().strip()[2:-1] + rng.choice("ABCD")
