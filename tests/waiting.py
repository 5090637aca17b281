"""A document that waits for its signers, without LibreOffice and without any key."""

from service.domain.documents import Document, Files, Stage, State
from service.domain.signatures import open_due, plan_steps
from service.ports import Progress
from tests.doors import House
from tests.factories import SCHOOL, make_made_with
from tests.signable import make_archival_pdf


def wait_for_signers(house: House) -> Document:
    """Make the PDF of the one document that is due, open its plan and send the planned links."""
    services = house.services
    (claim,) = services.stages.claim(Stage.CONVERT, SCHOOL, limit=1)
    names = [plan.bookmark for plan in claim.document.signature_plan if plan.bookmark]
    unique = f"% {claim.document.id}\n".encode()
    pdf, docx = services.blobs.put(SCHOOL, [make_archival_pdf(names or ["end"]) + unique, b"docx"])
    files, made = Files(docx=docx, pdf=pdf), make_made_with(claim.document)
    services.stages.commit([Progress(claim, State.AWAITING_SIGNATURES, files, 1, made)])
    (claim,) = services.stages.claim(Stage.SIGN, SCHOOL, limit=1)
    document = claim.document
    steps = open_due(plan_steps(document.signature_plan), house.clock.now())
    state = State.AWAITING_SIGNATURES
    services.stages.commit([Progress(claim, state, document.files, 1, steps=steps, waits=True)])
    services.links.send_due()
    return document
