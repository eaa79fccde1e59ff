"""Microsoft Presidio's pattern recognisers, called one by one and without a language model.

It is given what helps it find: the countries of the set for phones, the recognisers of all these countries for
national numbers and postcodes, and none whose findings would only count against it. Without a model there are no
lemmas to raise the score of a finding by the words around it, so two thresholds are reported: 0, the default of its
engine, which is what such words could at most bring a finding to, and 0.4, which leaves its weak patterns out.
"""

from __future__ import annotations

import inspect
import time
from collections.abc import Iterable

import tldextract
from presidio_analyzer import EntityRecognizer, PatternRecognizer, predefined_recognizers
from presidio_analyzer.predefined_recognizers import PhoneRecognizer

from .countries import COUNTRIES
from .kinds import KINDS
from .lines import Line
from .score import Finding

THRESHOLDS = (0.0, 0.4)


class Presidio:
    """The recognisers for what both tools look for."""

    def __init__(self, every_country: bool = True) -> None:
        # Its check of domains would fetch the newest list of suffixes; the list that comes with the package does.
        setattr(tldextract, "extract", tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None))  # noqa: B010
        self._recognizers = list(_wanted({entity for kind in KINDS.values() for entity in kind.entities}))
        # The default knows eight countries; the speed is measured with those.
        regions = tuple(country.code for country in COUNTRIES)
        self._recognizers.append(PhoneRecognizer(supported_regions=regions) if every_country else PhoneRecognizer())

    @property
    def entities(self) -> set[str]:
        return {entity for each in self._recognizers for entity in each.supported_entities}

    def findings(self, line: Line) -> list[tuple[Finding, float]]:
        """Return what it finds in a line read as text, each with its score."""
        found = []
        for recognizer in self._recognizers:
            # Its types ask for the artifacts of a language model; its patterns do without.
            found += recognizer.analyze(line.text, recognizer.supported_entities, None) or []  # type: ignore[arg-type]
        found = EntityRecognizer.remove_duplicates(found)
        return [(Finding(each.start, each.end, each.entity_type), each.score) for each in found]

    def seconds(self, lines: Iterable[Line]) -> float:
        """Return how long it takes to read these lines."""
        started = time.perf_counter()
        for line in lines:
            self.findings(line)
        return time.perf_counter() - started


def _wanted(entities: set[str]) -> Iterable[EntityRecognizer]:
    for name in sorted(dir(predefined_recognizers)):
        found = getattr(predefined_recognizers, name)
        if not inspect.isclass(found) or not issubclass(found, PatternRecognizer) or found is PatternRecognizer:
            continue
        recognizer = found()  # type: ignore[call-arg]
        if entities.issuperset(recognizer.supported_entities):
            yield recognizer
