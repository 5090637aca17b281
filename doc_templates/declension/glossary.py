"""Phrases whose forms somebody has settled: they stand above everything computed."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import cast

from doc_templates.declension.forms import Confidence, Forms, Six, make_forms
from doc_templates.declension.spelling import tidy

Glossary = Mapping[str, Six]  # six forms by the nominative as `tidy` writes it

EMPTY: Glossary = MappingProxyType({})


def look_up(text: str, glossary: Glossary) -> Forms | None:
    """The settled forms of a phrase; None when nobody has settled any."""
    six = glossary.get(tidy(text))
    if six is None:
        return None
    return make_forms(cast("Six", tuple(map(tidy, six))), Confidence.HIGH, "override")
