"""The pipeline without its machines: documents go from step to step with made-up bytes."""

from dataclasses import replace

from service.domain.documents import Claim, Document, Stage, State
from service.domain.ids import OrganisationId
from service.operations.archive import ArchiveDesk
from service.operations.stages import StageDesk
from service.ports import BlobStore, Progress
from tests.factories import SCHOOL, make_made_with


def convert(
    stages: StageDesk, blobs: BlobStore, organisation_id: OrganisationId = SCHOOL
) -> list[Document]:
    """Convert everything due; returns the documents as they were claimed."""
    claims = stages.claim(Stage.CONVERT, organisation_id, limit=100)
    stages.commit([converted(claim, blobs) for claim in claims])
    return [claim.document for claim in claims]


def converted(claim: Claim, blobs: BlobStore) -> Progress:
    document = claim.document
    contents = [f"docx of {document.id}".encode(), f"pdf of {document.id}".encode()]
    docx, pdf = blobs.put(document.organisation_id, contents)
    state = State.AWAITING_SIGNATURES if document.sign else State.RENDERED
    files = replace(document.files, docx=docx, pdf=pdf)
    return Progress(claim, state, files, pages=2, made_with=make_made_with(document))


def sign(
    stages: StageDesk, blobs: BlobStore, organisation_id: OrganisationId = SCHOOL
) -> list[Document]:
    """Sign everything due; returns the documents as they were claimed."""
    claims = stages.claim(Stage.SIGN, organisation_id, limit=100)
    stages.commit([signed(claim, blobs) for claim in claims])
    return [claim.document for claim in claims]


def signed(claim: Claim, blobs: BlobStore) -> Progress:
    document = claim.document
    (digest,) = blobs.put(document.organisation_id, [f"signed {document.id}".encode()])
    files = replace(document.files, signed=digest)
    return Progress(claim, State.SIGNED, files, document.pages)


def run_line(
    stages: StageDesk,
    archive: ArchiveDesk,
    blobs: BlobStore,
    organisation_id: OrganisationId = SCHOOL,
) -> int:
    """Bring everything due into the archive; returns how many documents got there."""
    convert(stages, blobs, organisation_id)
    sign(stages, blobs, organisation_id)
    return archive.archive_documents(organisation_id, limit=100)
