"""Names of organisations in six cases: «муниципального учреждения «Школа № 5»»."""

from functools import lru_cache

from doc_templates.declension.engine import CACHED_WORDS
from doc_templates.declension.forms import Case, Form, Forms
from doc_templates.declension.glossary import EMPTY, Glossary, look_up
from doc_templates.declension.phrases import decline_phrase


def decline_organisation(text: str, case: Case, glossary: Glossary = EMPTY) -> Form:
    """The name of an organisation in one case."""
    return decline_organisation_fully(text, glossary).of(case)


def decline_organisation_fully(text: str, glossary: Glossary = EMPTY) -> Forms:
    """The name of an organisation in all six cases; the glossary stands above the rules."""
    return look_up(text, glossary) or _decline(text)


@lru_cache(CACHED_WORDS)
def _decline(text: str) -> Forms:
    return decline_phrase(text, animate=False)
