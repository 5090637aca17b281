"""Trials of a template before anything is registered: linted, filled with the sample, read."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from doc_templates.catalogue import Kind, load_example_organisation
from doc_templates.filling import compile_template
from doc_templates.lint import lint_template
from doc_templates.linting import findings
from doc_templates.plain_text import read_text
from service.domain.filling import filling_context
from service.domain.organisations import Requisites
from service.domain.pack.facts import Facts, Finding, PackDocument
from service.domain.pack.texts import check_approval, find_fault
from service.operations.signature_plans import plan_signatures_of

_CODE: Final = "text_refused"
_NUMBER: Final = "1-од"


def lint(kind: Kind, docx: bytes, day: date) -> findings.Report:
    """Check a template by itself and, when it can be filled, by the text that it makes."""
    report = lint_template(docx, kind, _given(kind, day))
    if not report.is_publishable:
        return report
    return findings.make_report([*report.findings, *_check_text(kind, docx, day)])


def fill_sample(kind: Kind, docx: bytes, day: date) -> bytes:
    """Fill a template with the sample of its kind and a fictional organisation.

    Raises TemplateError.
    """
    return compile_template(docx).fill({**kind.sample, **_given(kind, day)})


def _given(kind: Kind, day: date) -> Mapping[str, object]:
    """What templates get beside the data."""
    requisites = Requisites(**load_example_organisation())
    plan = plan_signatures_of(kind.signers_for(kind.sample), (), is_wanted=True)
    return filling_context({}, requisites, number=_NUMBER, doc_date=day, plan=plan)


def _check_text(kind: Kind, docx: bytes, day: date) -> Iterator[findings.Finding]:
    """What is wrong with the text that a fillable template makes of the kind's sample.

    Converting would refuse every document (V04, V13), or an annex would name another order (V14).
    """
    text = read_text(fill_sample(kind, docx, day))
    document = PackDocument(kind.code, day, {}, number=_NUMBER)
    for found in dict.fromkeys(_faults(document, text)):
        message = f"{found.message} Правило {found.code} проверено на образце данных."
        yield findings.error(_CODE, message)


def _faults(document: PackDocument, text: str) -> Iterator[Finding]:
    if (fault := find_fault(document, text)) is not None:
        yield fault
    yield from check_approval(Facts(document, text=text))
