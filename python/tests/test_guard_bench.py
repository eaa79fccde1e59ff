"""The bench `guard` counts right and labels right: checked on made-up lines, without the packages it installs."""

import json
import sys
import urllib.parse
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "benches"))

from _guard.kinds import EITHER, KINDS, kind_at, kind_of, means
from _guard.lines import Filling, Index, Label, Line, places, write
from _guard.score import Finding, Score
from _guard.templates import HALVES, TEMPLATES

#: Holds what JSON escapes, what takes several bytes, and what a URL escapes.
AWKWARD = 'Zoë "Z"\n\\ +44 & 日'


def fill(place: str) -> Filling:
    if place.endswith("_digits"):
        return Filling("447700900123", kind_at(place), number=True)
    return Filling(AWKWARD if kind_at(place) else "harmless", kind_at(place))


def unescaped(line: str, label: Label) -> str:
    return str(json.loads(f'"{line[label.start : label.end]}"'))


@pytest.mark.parametrize("kind", TEMPLATES)
def every_span_of_a_template_holds_its_value(kind: str) -> None:
    for template in TEMPLATES[kind]:
        line, labels = write(template.entry, fill)
        json.loads(line)
        wanted = {AWKWARD, urllib.parse.quote(AWKWARD, safe=""), "447700900123"}
        assert all(unescaped(line, label) in wanted for label in labels), line
        assert {label.kind for label in labels} == {kind_at(place) for place in places(template.entry)} - {None}


@pytest.mark.parametrize("kind", TEMPLATES)
def each_half_has_templates_of_its_own(kind: str) -> None:
    halves = [[template.entry for template in TEMPLATES[kind] if template.half == half] for half in HALVES]
    assert all(halves)
    assert not any(entry in halves[0] for entry in halves[1])


def a_number_stands_in_the_line_as_a_number() -> None:
    line, labels = write({"caller": {"number": "<phone_digits>"}, "text": "<phone_digits> rang"}, fill)
    assert line == '{"caller":{"number":447700900123},"text":"447700900123 rang"}'
    assert [(label.start, label.end) for label in labels] == [(20, 32), (42, 54)]


def a_pointer_leads_to_the_value_the_key_and_the_bytes_it_means() -> None:
    line = json.dumps({"a/b": [1, {"ü~": AWKWARD}], "n": 12.5}, ensure_ascii=False, separators=(",", ":"))
    index = Index(line)

    def at(pointer: str, part: object) -> str:
        start, end = index.span(pointer, part)
        return line[start:end]

    assert at("/a~1b", "key") == "a/b"
    assert at("/a~1b/1/ü~0", "key") == "ü~"
    assert at("/n", "whole") == "12.5"
    assert at("/a~1b/1", "whole") == line[index.span("/a~1b/1", "whole")[0] :][: len('{"ü~":') + len(at_whole(AWKWARD))]
    begin = len(AWKWARD[: AWKWARD.index('"')].encode())
    assert at("/a~1b/1/ü~0", [begin, begin + 3]) == '\\"Z\\"'
    assert at("/a~1b/1/ü~0", [begin + 4, begin + 9]) == "\\\\ +44"


def at_whole(text: str) -> str:
    """Return a string as it stands in a line, with the brace that closes its mapping."""
    return json.dumps(text, ensure_ascii=False) + "}"


#: "ab" and "12345678" and "x" are labelled; the last as something that counts neither way.
LINE = Line("..ab..12345678..x..", (Label(2, 4, "email"), Label(6, 14, "phone"), Label(16, 17, EITHER)), "", "")


def scored(*findings: Finding) -> Score:
    score = Score()
    score.add(LINE, findings)
    return score


def half_of_a_label_is_found_and_less_is_not() -> None:
    assert scored(Finding(6, 9, "phone")).counts["phone"].found == 0
    half = scored(Finding(6, 10, "phone")).counts["phone"]
    assert (half.labels, half.found, half.partly, half.recall) == (1, 1, 1, 1.0)
    whole = scored(Finding(5, 15, "phone")).counts["phone"]
    assert (whole.found, whole.partly, whole.misnamed) == (1, 0, 0)


def nothing_found_is_a_recall_of_nothing_and_no_precision() -> None:
    count = scored().counts["email"]
    assert (count.recall, count.precision) == (0.0, None)


def a_label_hidden_under_another_name_is_found_and_misnamed() -> None:
    score = scored(Finding(2, 4, "IBAN_CODE"))
    assert (score.counts["email"].found, score.counts["email"].misnamed) == (1, 1)
    assert (score.counts["iban"].right, score.counts["iban"].alarms) == (1, 0)


def a_finding_where_nothing_is_labelled_is_an_alarm_of_its_kind() -> None:
    score = scored(Finding(0, 2, "PHONE_NUMBER"), Finding(6, 14, "phone"))
    assert (score.counts["phone"].right, score.counts["phone"].alarms, score.counts["phone"].precision) == (1, 1, 0.5)
    assert [finding.start for _, finding in score.alarms] == [0]


def a_label_that_is_a_matter_of_opinion_counts_neither_way() -> None:
    score = scored(Finding(16, 17, "ip_address"))
    count = score.counts["ip_address"]
    assert (count.labels, count.right, count.alarms) == (0, 0, 0)
    assert EITHER not in score.counts


def what_several_rules_of_a_kind_say_together_is_said_once() -> None:
    score = scored(Finding(6, 10, "US_SSN"), Finding(8, 14, "CA_SIN"), Finding(0, 1, "US_SSN"), Finding(0, 2, "CA_SIN"))
    count = score.counts["national_id"]
    assert (count.right, count.alarms) == (1, 1)


def every_name_of_either_tool_leads_to_one_kind() -> None:
    for kind, names in KINDS.items():
        for name in (*names.rules, *names.entities):
            assert means(name, kind)
            assert means(name, kind_of(name))
    assert kind_of("something new") == "something new"
