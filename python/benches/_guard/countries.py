"""The countries of the set, what their developers call things, and which of them nobody who writes rules looks at."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Country:
    """A country, its locale in Faker, its language in num2words, and local words that stand as keys."""

    code: str
    locale: str
    language: str
    phone_key: str
    id_key: str
    #: How a date of birth is written there, besides the ISO way.
    dates: tuple[str, ...]


_EUROPE = ("%d.%m.%Y", "%d/%m/%Y", "%d %B %Y")

COUNTRIES = (
    Country("US", "en_US", "en", "cell_phone", "ssn", ("%m/%d/%Y", "%B %d, %Y", "%m-%d-%Y")),
    Country("GB", "en_GB", "en", "mobile", "nino", ("%d/%m/%Y", "%d %B %Y", "%d-%m-%Y")),
    Country("CA", "en_CA", "en", "phone_number", "sin", ("%m/%d/%Y", "%B %d, %Y", "%d/%m/%Y")),
    Country("DE", "de_DE", "de", "telefonnummer", "steuer_id", _EUROPE),
    Country("FR", "fr_FR", "fr", "telephone", "nir", _EUROPE),
    Country("ES", "es_ES", "es", "telefono", "dni", _EUROPE),
    Country("IT", "it_IT", "it", "telefono", "codice_fiscale", _EUROPE),
    Country("BR", "pt_BR", "pt_BR", "celular", "cpf", _EUROPE),
    Country("IN", "en_IN", "en", "mobile_no", "aadhaar", ("%d-%m-%Y", "%d/%m/%Y", "%d %b %Y")),
    Country("SE", "sv_SE", "sv", "mobilnummer", "personnummer", ("%Y-%m-%d", "%d %B %Y", "%Y%m%d")),
    Country("FI", "fi_FI", "fi", "puhelin", "henkilotunnus", _EUROPE),
    Country("TR", "tr_TR", "tr", "telefon", "tc_kimlik_no", _EUROPE),
    Country("JP", "ja_JP", "en", "tel", "my_number", ("%Y/%m/%d", "%Y-%m-%d", "%B %d, %Y")),
    Country("NL", "nl_NL", "nl", "telefoonnummer", "bsn", ("%d-%m-%Y", "%d/%m/%Y", "%d %B %Y")),
    Country("PL", "pl_PL", "pl", "telefon", "pesel", _EUROPE),
    Country("AU", "en_AU", "en", "mobile", "tfn", ("%d/%m/%Y", "%d %B %Y", "%d-%m-%Y")),
    Country("MX", "es_MX", "es", "celular", "curp", _EUROPE),
)

#: Entirely in the held-out half, whatever their values hash to. Whoever writes rules never sees an example of them.
HELD_OUT = frozenset({"NL", "PL", "AU", "MX"})
