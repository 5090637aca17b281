"""Whose personal data it is about and who signs for it: the same in all three documents."""

from typing import Final

from docx.document import Document

from doc_templates.authoring.consents import add_representative_signature
from doc_templates.authoring.jinja import if_, when
from doc_templates.authoring.signatures import add_receipt, add_signature, signs_by_hand

ALONE: Final = "representative is defined and representative.signs_alone"
"""The representative of a child signs for it."""

TOGETHER: Final = "representative is defined and not representative.signs_alone"
"""A teenager signs together with the representative."""

LAW: Final = "Федерального закона от 27.07.2006 № 152-ФЗ «О персональных данных»"
OPERATOR: Final = (
    "{{ org.full_name }} (адрес: {{ org.address }}; ИНН {{ org.inn }}; ОГРН {{ org.ogrn }})"
)


def represented(case: str) -> str:
    """Print the representative in ``case`` with the document that gives the authority."""
    return (
        f"{{{{ representative.person.fio.{case} }}}} (полномочия подтверждает "
        "{{ representative.authority_document }})"
    )


def who_speaks(after_subject: str = "") -> str:
    """Print who speaks: the subject, with the representative's approval; or the representative.

    ``after_subject`` is printed after the name of the subject.
    """
    approved = if_(TOGETHER, f", с согласия законного представителя – {represented('gen')}")
    return if_(
        ALONE,
        f"{represented('nom')}, действуя как законный представитель "
        f"{{{{ subject.fio.gen }}}}{after_subject}",
        f"{{{{ subject.fio.nom }}}}{after_subject}{approved}",
    )


def whose(own: str) -> str:
    """Print ``own`` («моих»), or «представляемого» where the representative speaks."""
    return if_(ALONE, "", f"{own} ") + "персональных данных" + if_(ALONE, " представляемого")


def add_pd_signatures(document: Document) -> None:
    """Append the lines of who signs: the subject, the representative, or both."""
    name = if_(
        ALONE,
        "{{ representative.person.initials_before|nbsp_initials }}",
        "{{ subject.initials_before|nbsp_initials }}",
    )
    add_signature(document, "signature_applicant", name, "{{ doc.date|date }}")
    add_representative_signature(document, "representative.person", TOGETHER)


def add_copy_receipt(document: Document) -> None:
    """Append the line for the copy on paper; who signs electronically has the document itself."""
    with when(document, signs_by_hand("applicant")):
        add_receipt(document, "Копия настоящего согласия получена:")
