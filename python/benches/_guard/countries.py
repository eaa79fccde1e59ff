"""The countries of the set, what their developers call things, and which of them nobody who writes rules looks at."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Country:
    """A country, its locale in Faker, its language in num2words, and its word for a phone as a key."""

    code: str
    locale: str
    language: str
    phone_key: str
    #: How a date of birth is written there, besides the ISO way.
    dates: tuple[str, ...]


_EUROPE = ("%d.%m.%Y", "%d/%m/%Y", "%d %B %Y")

COUNTRIES = (
    Country("US", "en_US", "en", "cell_phone", ("%m/%d/%Y", "%B %d, %Y", "%m-%d-%Y")),
    Country("GB", "en_GB", "en", "mobile", ("%d/%m/%Y", "%d %B %Y", "%d-%m-%Y")),
    Country("CA", "en_CA", "en", "phone_number", ("%m/%d/%Y", "%B %d, %Y", "%d/%m/%Y")),
    Country("DE", "de_DE", "de", "telefonnummer", _EUROPE),
    Country("FR", "fr_FR", "fr", "telephone", _EUROPE),
    Country("ES", "es_ES", "es", "telefono", _EUROPE),
    Country("IT", "it_IT", "it", "telefono", _EUROPE),
    Country("BR", "pt_BR", "pt_BR", "celular", _EUROPE),
    Country("IN", "en_IN", "en", "mobile_no", ("%d-%m-%Y", "%d/%m/%Y", "%d %b %Y")),
    Country("SE", "sv_SE", "sv", "mobilnummer", ("%Y-%m-%d", "%d %B %Y", "%Y%m%d")),
    Country("FI", "fi_FI", "fi", "puhelin", _EUROPE),
    Country("TR", "tr_TR", "tr", "telefon", _EUROPE),
    Country("JP", "ja_JP", "en", "tel", ("%Y/%m/%d", "%Y-%m-%d", "%B %d, %Y")),
    Country("NL", "nl_NL", "nl", "telefoonnummer", ("%d-%m-%Y", "%d/%m/%Y", "%d %B %Y")),
    Country("PL", "pl_PL", "pl", "telefon", _EUROPE),
    Country("AU", "en_AU", "en", "mobile", ("%d/%m/%Y", "%d %B %Y", "%d-%m-%Y")),
    Country("MX", "es_MX", "es", "celular", _EUROPE),
)

#: Entirely in the held-out half, whatever their values hash to. Whoever writes rules never sees an example of them.
HELD_OUT = frozenset({"NL", "PL", "AU", "MX"})
