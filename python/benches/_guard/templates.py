"""Log calls with personal values in them, as a developer of a voice agent writes them.

Each list belongs to a kind. Half of its templates are held out, so that the held-out half asks about calls nobody
saw: `call` and `held` say which. The hash of each decided once; a template that is corrected stays in its half. A
template is the content and the extras of one `conv.log` call. A place is a value of `values` or something harmless
of `lookalikes`; `<k_phone>` and `<k_id>` are keys in the words of the country. What is written in prose without a
word of context has a form that speaks for itself (`<phone_intl>`, `<card_bare>`): no reader could tell it apart
otherwise. Names, addresses, postcodes and dates of birth stand under a key or beside a word that says what they
are.
"""

from __future__ import annotations

from .calls import HALVES, Template
from .contact_calls import CONTACT_CALLS
from .identity_calls import IDENTITY_CALLS

__all__ = ["HALVES", "TEMPLATES", "Template"]

TEMPLATES: dict[str, list[Template]] = {**CONTACT_CALLS, **IDENTITY_CALLS}
