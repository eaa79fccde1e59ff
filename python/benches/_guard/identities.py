"""Numbers that a state gives to a person, each valid by python-stdnum (Britain's insurance number: by its pattern).

Faker's own are taken where it has them; where it has none, digits are drawn until stdnum calls them valid.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from functools import partial
from importlib import import_module

from faker import Faker

#: The key it stands under, Faker's method, and stdnum's module that says whether the result is valid.
_FROM_FAKER: dict[str, tuple[tuple[str, str, str], ...]] = {
    "US": (("ssn", "ssn", "us.ssn"), ("itin", "itin", "us.itin")),
    "CA": (("sin", "ssn", "ca.sin"),),
    "FR": (("nir", "ssn", "fr.nir"),),
    "ES": (("dni", "nif", "es.dni"), ("nie", "nie", "es.nie")),
    "IT": (("codice_fiscale", "ssn", "it.codicefiscale"),),
    "BR": (("cpf", "cpf", "br.cpf"),),
    "IN": (("aadhaar", "aadhaar_id", "in_.aadhaar"), ("pan", "pan", "in_.pan")),
    "SE": (("personnummer", "ssn", "se.personnummer"),),
    "FI": (("henkilotunnus", "ssn", "fi.hetu"),),
    "TR": (("tc_kimlik_no", "ssn", "tr.tckimlik"),),
    "NL": (("bsn", "ssn", "nl.bsn"),),
    "PL": (("pesel", "ssn", "pl.pesel"),),
    "MX": (("curp", "curp", "mx.curp"), ("rfc", "rfc", "mx.rfc")),
}
#: The same with patterns for numbers Faker does not make: `#` is a digit.
_FROM_DIGITS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "GB": (("nhs_number", "### ### ####", "gb.nhs"),),
    "DE": (("steuer_id", "###########", "de.idnr"), ("steuer_id", "## ### ### ###", "de.idnr")),
    "AU": (("tfn", "### ### ###", "au.tfn"), ("tfn", "#########", "au.tfn")),
    "JP": (("my_number", "############", "jp.in_"),),
}
#: Prefixes of insurance numbers that are issued; Faker writes ZZ, which never is.
_NINO_PREFIXES = ("AB", "CE", "HJ", "JK", "KL", "NA", "PW", "SR", "TY", "WM")
#: What is not valid is skipped, at most so many for each wanted one.
_TRIES = 50_000


def identities(
    country: str, faker: Faker, rng: random.Random, left_out: Callable[[str], None]
) -> Iterator[tuple[str, str]]:
    """Yield keys and numbers of a country without end, of each of its kinds in turn; none when it has none."""
    streams = []
    for key, method, module in _FROM_FAKER.get(country, ()):
        streams.append((key, _checked(getattr(faker, method), module, left_out)))
    for key, pattern, module in _FROM_DIGITS.get(country, ()):
        streams.append((key, _checked(partial(_digits, pattern, rng), module, None)))
    if country == "GB":
        streams.append(("nino", _insurance_numbers(faker, rng)))
    while streams:
        for key, stream in streams:
            yield key, next(stream)


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
