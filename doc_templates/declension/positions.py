"""Positions in six cases: «заместителя директора по учебно-воспитательной работе»."""

from functools import lru_cache

from doc_templates.declension.engine import CACHED_WORDS
from doc_templates.declension.forms import Case, Form, Forms
from doc_templates.declension.glossary import EMPTY, Glossary, look_up
from doc_templates.declension.phrases import decline_phrase


def decline_position(text: str, case: Case, glossary: Glossary = EMPTY) -> Form:
    """A position in one case."""
    return decline_position_fully(text, glossary).of(case)


def decline_position_fully(text: str, glossary: Glossary = EMPTY) -> Forms:
    """A position in all six cases; the organisation's glossary stands above the rules."""
    return look_up(text, glossary) or _decline(text)


@lru_cache(CACHED_WORDS)
def _decline(text: str) -> Forms:
    return decline_phrase(text, animate=True)
