"""What consents share: the corner with the addressee, the title, the line to sign on."""

from docx.document import Document
from docx.shared import Pt

from doc_templates.authoring import styles
from doc_templates.authoring.jinja import act, defined, post, when
from doc_templates.authoring.page import add
from doc_templates.authoring.signatures import add_paper_signature, add_signature


def add_addressee(document: Document, addressee: str, applicant: str) -> None:
    """Append the corner: to whom in the dative, from whom in the genitive without «от»."""
    add_to_whom(document, addressee)
    from_whom = add(document, styles.CORNER, post(applicant, "gen"))
    from_whom.paragraph_format.space_before = Pt(6)
    add(document, styles.CORNER, f"{{{{ {applicant}.fio.gen }}}}")


def add_to_whom(document: Document, addressee: str) -> None:
    """Append the upper half of the corner: the position, the organisation, the name."""
    position = f"{{{{ {addressee}.position.dat|capitalize_first }}}}"
    organisation = defined(
        f"{addressee}.workplace_gen",
        f"{{{{ {addressee}.workplace_gen }}}}",
        "{{ org.short_name_gen }}",
    )
    add(document, styles.CORNER, position)
    add(document, styles.CORNER, organisation)
    name = defined(
        f"{addressee}.initials_dat",
        f"{{{{ {addressee}.initials_dat|nbsp_initials }}}}",
        f"{{{{ {addressee}.fio.dat }}}}",
    )
    add(document, styles.CORNER, name)


def add_consent_title(
    document: Document, *subject: str, kind: str = "СОГЛАСИЕ", before: float = 20
) -> None:
    """Append ``kind``, ``before`` points below what stands above, and the lines: to what."""
    title = add(document, styles.DOCUMENT_KIND, kind)
    title.paragraph_format.space_before = Pt(before)
    title.paragraph_format.space_after = 0
    for line in subject:
        heading = add(document, styles.SUBJECT, line)
        heading.paragraph_format.space_before = 0
        if line is not subject[-1]:
            heading.paragraph_format.space_after = 0


def knows(person: str) -> str:
    """Print «ознакомлен» or «ознакомлена»: the last word of what the applicant has read."""
    return f'{{{{ {person}.gender|agree("ознакомлен", "ознакомлена") }}}}'


def known_regulation() -> str:
    """Print the Положение among what the applicant has read, if it is cited."""
    return defined(
        "regulation",
        ", с Положением о системе наставничества педагогических работников, утверждённым "
        f"приказом {act('regulation')},",
    )


def add_applicant_signature(document: Document, applicant: str) -> None:
    """Append the date, the line to sign on and the name of the applicant."""
    add_signature(
        document,
        "signature_applicant",
        f"{{{{ {applicant}.initials_before|nbsp_initials }}}}",
        "{{ doc.date|date }}",
    )


def add_representative_signature(
    document: Document, representative: str, condition: str = "representative is defined"
) -> None:
    """Append the line of the legal representative of a minor, if there is one."""
    with when(document, condition):
        add_paper_signature(
            document,
            "signature_representative",
            f"{{{{ {representative}.initials_before|nbsp_initials }}}}",
            "Законный представитель",
        )


def add_registration(document: Document) -> None:
    """Append the registration mark: the number in the journal of consents."""
    add(
        document,
        styles.REGISTRATION,
        "Регистрационный {{ doc.number|number }} от {{ doc.date|date }}",
    )
