"""What a template prints, held against the rules about texts before anything is registered."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from doc_templates.catalogue import Kind
from doc_templates.filling import compile_template
from doc_templates.linting import findings
from doc_templates.plain_text import read_text
from service.domain.pack.facts import Facts, Finding, PackDocument
from service.domain.pack.texts import check_approval, find_fault

_CODE: Final = "text_refused"


def check_text(
    docx: bytes, kind: Kind, given: Mapping[str, object], number: str, day: date
) -> Iterator[findings.Finding]:
    """What is wrong with the text that a fillable template makes of the kind's sample.

    Converting would refuse every document (V04, V13), or an annex would name another order (V14).
    """
    text = read_text(compile_template(docx).fill({**kind.sample, **given}))
    document = PackDocument(kind.code, day, {}, number=number)
    for found in dict.fromkeys(_faults(document, text)):
        message = f"{found.message} Правило {found.code} проверено на образце данных."
        yield findings.error(_CODE, message)


def _faults(document: PackDocument, text: str) -> Iterator[Finding]:
    if (fault := find_fault(document, text)) is not None:
        yield fault
    yield from check_approval(Facts(document, text=text))
