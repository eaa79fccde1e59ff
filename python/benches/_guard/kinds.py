"""What is looked for, and what each tool calls it: the one table that maps labels to findings."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """A row of the report: the rules of convlog and the entities of Presidio that mean it."""

    rules: tuple[str, ...]
    entities: tuple[str, ...] = ()


#: What Presidio's recognisers of the countries in the set call a number that the state gave to a person.
NATIONAL = (
    "US_SSN",
    "US_ITIN",
    "UK_NHS",
    "UK_NINO",
    "DE_TAX_ID",
    "DE_SOCIAL_SECURITY",
    "ES_NIF",
    "ES_NIE",
    "IT_FISCAL_CODE",
    "IN_AADHAAR",
    "IN_PAN",
    "CA_SIN",
    "SE_PERSONNUMMER",
    "FI_PERSONAL_IDENTITY_CODE",
    "TR_NATIONAL_ID",
    "PL_PESEL",
    "AU_TFN",
    "AU_MEDICARE",
)

#: A kind without entities is one for which Presidio has no pattern recogniser; only the other tool is compared there.
#: The spoken kinds are rows of their own, because their findings are counted under the kind that was spoken.
KINDS: dict[str, Kind] = {
    "phone": Kind(("phone",), ("PHONE_NUMBER",)),
    "phone_spoken": Kind(("phone", "spoken", "spoken_digits")),
    "phone_spoken_foreign": Kind(("phone", "spoken", "spoken_digits")),
    "email": Kind(("email",), ("EMAIL_ADDRESS",)),
    "payment_card": Kind(("payment_card",), ("CREDIT_CARD",)),
    "iban": Kind(("iban",), ("IBAN_CODE",)),
    "national_id": Kind(("national_id",), NATIONAL),
    "ip_address": Kind(("ip_address",), ("IP_ADDRESS",)),
    "birth_date": Kind(("birth_date",)),
    "birth_date_spoken": Kind(("birth_date", "spoken", "spoken_digits")),
    "postcode": Kind(("postcode",), ("UK_POSTCODE", "CA_POSTAL_CODE", "DE_PLZ")),
    "address": Kind(("address",)),
    "name": Kind(("name",)),
    "secret": Kind(("secret",)),
}

#: A label of this kind counts neither way: whether a private IP address, say, is personal is a matter of opinion.
EITHER = "either"

#: The kind that the value of a place is labelled with, where that is not the place's own name.
_KIND_OF_PLACE = {
    "phone_intl": "phone",
    "phone_e164": "phone",
    "phone_digits": "phone",
    "example_phone_intl": "phone",
    "example_phone_key": "phone",
    "card_digits": "payment_card",
    "card_bare": "payment_card",
    "address_lines": "address",
    "street": "address",
    "first_name": "name",
    "last_name": "name",
    "password": "secret",
    "token": "secret",
}


def kind_at(place: str) -> str | None:
    """Return the kind that a value in this place of a template is labelled with; none for a harmless one."""
    kind = _KIND_OF_PLACE.get(place, place)
    return kind if kind in KINDS else None


#: A finding is counted under the first kind that has its name.
_OWNERS: dict[str, str] = {}
for _kind, _names in KINDS.items():
    for _name in (*_names.rules, *_names.entities):
        _OWNERS.setdefault(_name, _kind)


def kind_of(name: str) -> str:
    """Return the kind that findings of this rule or entity are counted under; an unknown name is its own kind."""
    return _OWNERS.get(name, name)


def means(name: str, kind: str) -> bool:
    """Say whether a finding of this rule or entity names the kind rightly."""
    return name in KINDS[kind].rules or name in KINDS[kind].entities
