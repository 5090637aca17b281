"""Templates of one's own for a kind of the library, and the documents that they make."""

import hashlib

from doc_templates.catalogue import Kind, load_catalogue
from service.domain.documents import Document
from service.domain.ids import OrganisationId
from service.domain.templates import Owner
from service.operations.documents import DocumentDesk
from service.operations.requests import DocumentRequest
from service.operations.templates import TemplateDesk
from tests.assets.docx_packages import paragraph
from tests.assets.edited_templates import insert_body
from tests.factories import MUNICIPALITY, SCHOOL, make_principal
from tests.fakes import FakeQueue

LIBRARY = load_catalogue()
CODE = "consent_mentee_participation"
KIND = LIBRARY.get_kind(CODE)
OURS = Owner(organisation_id=SCHOOL)
MUNICIPAL = Owner(municipality_id=MUNICIPALITY)


def edited(text: str, kind: Kind = KIND) -> bytes:
    return insert_body(kind.template, paragraph(text))


def sha256(docx: bytes) -> str:
    return hashlib.sha256(docx).hexdigest()


def make_desk(templates: TemplateDesk, queue: FakeQueue) -> DocumentDesk:
    return DocumentDesk(
        templates.database,
        templates.blobs,
        queue,
        templates.catalogue,
        templates.clock,
        templates.ids,
        templates,
    )


def register(desk: DocumentDesk, key: str, school: OrganisationId = SCHOOL) -> Document:
    request = DocumentRequest(school, CODE, dict(KIND.sample), sign=False, idempotency_key=key)
    return desk.register_document(make_principal(school), request)
