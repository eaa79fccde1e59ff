"""The ways in which somebody may write a value again."""

from __future__ import annotations

import datetime
import html
import json
import re
import unicodedata
import urllib.parse
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import phonenumbers
from phonenumbers import PhoneNumberFormat

from .values import Value


@dataclass(frozen=True)
class Copy:
    """A value written again; what stands around it is not the value's."""

    text: str
    before: str = ""
    behind: str = ""
    #: Whether it stands as a number of JSON.
    is_number: bool = False


Spelling = Callable[[Value], Iterator[Copy]]

_BLANKS = re.compile(r"\s+")
_SIGNS = re.compile(r"[\s.,/'()-]+")


def copies(value: Value) -> Iterator[tuple[str, Copy]]:
    """Yield the spellings of a value that differ from it, the value itself first, each with its name."""
    yield "as it is", Copy(value.text)
    seen = {Copy(value.text)}
    for name, spell in (*_OF_ALL.items(), *_OF_A_KIND.get(value.kind, {}).items()):
        for copy in spell(value):
            if copy not in seen and any(map(str.isalnum, copy.text)):
                seen.add(copy)
                yield name, copy


def _texts(change: Callable[[str], str]) -> Spelling:
    def spell(value: Value) -> Iterator[Copy]:
        yield Copy(change(value.text))

    return spell


def _without_accents(text: str) -> str:
    plain = text.translate(_PLAIN)
    parts = unicodedata.normalize("NFD", plain)
    kept = "".join(part for part in parts if unicodedata.combining(part) == 0)
    # What is no accent in its script is put together again.
    return unicodedata.normalize("NFC", kept)


#: Letters that have a plain form which is not their decomposition.
_PLAIN = str.maketrans(
    {"ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "\u0131": "i", "ß": "ss", "æ": "ae"}
)


def _in_a_url(value: Value) -> Iterator[Copy]:
    yield Copy(urllib.parse.quote(value.text, safe=""), "https://crm.example.com/v1/find?q=", "&limit=10")
    yield Copy(urllib.parse.quote_plus(value.text), "q=", "&limit=10")


def _in_json(value: Value) -> Iterator[Copy]:
    yield Copy(json.dumps(value.text, ensure_ascii=False)[1:-1], '{"q":"', '","n":3}')
    yield Copy(json.dumps(value.text)[1:-1], '[["', '"],null]')


def _in_json_in_json(value: Value) -> Iterator[Copy]:
    yield Copy(json.dumps(json.dumps(value.text)[1:-1])[1:-1], '{"body":"{\\"q\\":\\"', '\\"}"}')


def _in_html(value: Value) -> Iterator[Copy]:
    yield Copy(html.escape(value.text), "<b>", "</b>")
    yield Copy(html.escape(value.text).encode("ascii", "xmlcharrefreplace").decode(), "<v>", "</v>")


def _in_python(value: Value) -> Iterator[Copy]:
    yield Copy(ascii(value.text)[1:-1], "{'q': '", "'}")
    yield Copy(repr(value.text.encode())[2:-1], "b'q=", "'")


def _family_first(value: Value) -> Iterator[Copy]:
    given, _, family = value.text.rpartition(" ")
    if given:
        yield Copy(f"{family}, {given}")
        yield Copy(f"{family.upper()} {given}")


def _in_running_text(value: Value) -> Iterator[Copy]:
    if value.country in _RUNNING_TEXTS:
        yield Copy(value.text, *_RUNNING_TEXTS[value.country])
        yield Copy(_BLANKS.sub("", value.text), *_RUNNING_TEXTS[value.country])


#: What stands before and behind a name where no blanks stand between words, or none before their endings.
_RUNNING_TEXTS = {
    "JP": ("お客様は", "様です"),
    "zh_CN": ("客户是", "先生"),
    "zh_TW": ("客戶是", "先生"),
    "ko_KR": ("고객은 ", "님입니다"),
    "th_TH": ("คุณ", "ครับ"),
}


def _written_out(value: Value) -> Iterator[Copy]:
    if value.country in ("DE", "da_DK", "no_NO"):
        yield Copy(value.text.lower().translate(_TWO_LETTERS))


_TWO_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "å": "aa", "ø": "oe", "æ": "ae"})


def _digit_by_digit(value: Value) -> Iterator[Copy]:
    digits = re.sub(r"\D", "", value.text)
    if re.fullmatch(r"[\d\s.,/+()-]+", value.text):
        yield Copy(" ".join(digits))
        yield Copy(", ".join(" ".join(digits[at : at + 4]) for at in range(0, len(digits), 4)))


def _with_signs_between(value: Value) -> Iterator[Copy]:
    words = value.text.split()
    if len(words) > 1:
        yield from (Copy(sign.join(words)) for sign in ("-", "_", ".", ", ", " / "))


def _without_signs(value: Value) -> Iterator[Copy]:
    yield Copy(_SIGNS.sub("", value.text))


def _in_groups(value: Value) -> Iterator[Copy]:
    bare = _SIGNS.sub("", value.text)
    for size, sign in ((4, " "), (3, " "), (4, "-"), (3, ".")):
        yield Copy(sign.join(bare[at : at + size] for at in range(0, len(bare), size)))


def _as_a_number(value: Value) -> Iterator[Copy]:
    digits = re.sub(r"\D", "", value.text)
    if re.fullmatch(r"[\d\s.,/+()-]+", value.text) and digits[:1] != "0":
        yield Copy(digits, is_number=True)


def _parsed(value: Value) -> phonenumbers.PhoneNumber:
    return phonenumbers.parse(value.text, value.country)


def _with_country(value: Value) -> Iterator[Copy]:
    number = _without_extension(_parsed(value))
    country, national = f"{number.country_code}", phonenumbers.national_significant_number(number)
    for form in (PhoneNumberFormat.E164, PhoneNumberFormat.INTERNATIONAL, PhoneNumberFormat.RFC3966):
        text = phonenumbers.format_number(number, form)
        yield Copy(text.removeprefix("tel:"), "tel:" if text.startswith("tel:") else "")
    yield Copy(f"00{country}{national}")
    yield Copy(f"+{country} (0){national}")
    yield Copy(f"+{country}.{national}")
    yield Copy(country + national, is_number=True)


def _without_country(value: Value) -> Iterator[Copy]:
    number = _without_extension(_parsed(value))
    yield Copy(phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL))
    yield Copy(re.sub(r"\D", "", phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL)))
    yield Copy(phonenumbers.national_significant_number(number))


def _without_extension(number: phonenumbers.PhoneNumber) -> phonenumbers.PhoneNumber:
    plain = phonenumbers.PhoneNumber()
    plain.merge_from(number)
    plain.extension = None
    return plain


#: How a date of birth of the bench `guard` is written: see its countries.
_DATES = ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%d %B %Y", "%m/%d/%Y", "%B %d, %Y", "%m-%d-%Y", "%d-%m-%Y", "%d %b %Y")
_DAY_FIRST = ("US", "CA")


def _date(value: Value) -> datetime.date:
    """Return the date; where day and month could be either, the way of the country decides."""
    forms = sorted((*_DATES, "%Y%m%d", "%Y/%m/%d"), key=lambda form: value.country in _DAY_FIRST and form[1] == "d")
    for form in forms:
        try:
            return datetime.datetime.strptime(value.text, form).date()
        except ValueError:
            continue
    raise ValueError("a date of birth is written as the bench `guard` writes it")


def _in_other_forms(value: Value) -> Iterator[Copy]:
    date = _date(value)
    yield from (Copy(date.strftime(form)) for form in (*_DATES, "%Y%m%d", "%Y/%m/%d"))
    yield Copy(date.strftime("%d %B %Y"), date.strftime("%A, "))
    yield Copy(f"{date.day}.{date.month}.{date.year}")
    yield Copy(f"{date.day} {date.strftime('%B')} {date.year}")


def _with_a_time(value: Value) -> Iterator[Copy]:
    date = _date(value)
    yield Copy(date.isoformat(), behind="T00:00:00Z")
    yield Copy(date.isoformat(), behind="T09:30:00.000+02:00")
    yield Copy(value.text, behind=" 00:00:00")
    yield Copy(date.strftime("%d/%m/%Y"), behind=" 14:05")


def _on_lines(value: Value) -> Iterator[Copy]:
    yield Copy(value.text.replace(", ", "\n"))
    yield Copy(re.sub(r",?\s+", "\r\n", value.text))


def _around_an_address(value: Value) -> Iterator[Copy]:
    yield Copy(value.text, "<mailto:", ">")
    yield Copy(value.text.upper(), "SMTP:")
    yield Copy(value.text.replace("@", " @ "))
    yield Copy(re.sub(r"[@.]", lambda sign: f" {sign[0]} ", value.text))
    yield Copy(value.text.replace("@", "_"))


_OF_ALL: dict[str, Spelling] = {
    "capitals": _texts(str.upper),
    "small letters": _texts(str.lower),
    "blanks doubled": _texts(lambda text: _BLANKS.sub("  ", text)),
    "blanks missing": _texts(lambda text: _BLANKS.sub("", text)),
    "line breaks": _texts(lambda text: _BLANKS.sub("\n", text)),
    "blanks of no break": _texts(lambda text: _BLANKS.sub("\u00a0", text)),
    "letters taken apart": _texts(lambda text: unicodedata.normalize("NFD", text)),
    "without accents": _texts(_without_accents),
    "in a URL": _in_a_url,
    "in JSON": _in_json,
    "in JSON in JSON": _in_json_in_json,
    "in HTML or XML": _in_html,
    "as Python shows it": _in_python,
}
_OF_CODES: dict[str, Spelling] = {
    "without blanks and signs": _without_signs,
    "in groups": _in_groups,
    "as a number": _as_a_number,
    "digit by digit": _digit_by_digit,
}
_OF_NAMES: dict[str, Spelling] = {
    "family first": _family_first,
    "signs between": _with_signs_between,
    "in running text": _in_running_text,
    "umlauts written out": _written_out,
}
_OF_A_KIND: dict[str, dict[str, Spelling]] = {
    "name": _OF_NAMES,
    "phone": {"with country": _with_country, "without country": _without_country, "digit by digit": _digit_by_digit},
    "e-mail": {"around an address": _around_an_address},
    "birth date": {"in other forms": _in_other_forms, "time behind": _with_a_time},
    "address": {"on lines": _on_lines},
    "national id": _OF_CODES,
    "account": _OF_CODES,
}
