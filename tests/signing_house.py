"""The application with the sign process beside it: real keys, real signatures, no LibreOffice."""

import base64
import hashlib
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from werkzeug.test import TestResponse

from service.backstage import assemble
from service.database.database import SqlDatabase
from service.demo.authority import Responder
from service.demo.pki import Pki
from service.domain.documents import Stage, State
from service.ports import Progress
from signing import clock
from signing.trust import load_trust
from signing.verification import VerificationReport, verify
from tests.doors import House, Program, open_house
from tests.factories import SCHOOL, make_made_with
from tests.own_token import OwnToken
from tests.pki import DEPUTY, HEAD, NearbyAuthority, make_pki
from tests.pki_gost import GostPki, make_gost_pki
from tests.signable import make_archival_pdf, print_on
from worker.keyring import Keyring
from worker.notary import NotaryOffice
from worker.runtime import Stop
from worker.sign import SignDesk

SEAL = replace(HEAD, name="seal")
PROGRAM = "personalized_program"


Paper = Callable[[str, Sequence[str]], bytes]
"""Makes the PDF of a document of this kind, with bookmarks of these names."""


def make_blank(_kind: str, bookmarks: Sequence[str]) -> bytes:
    return make_archival_pdf(bookmarks)


@dataclass(frozen=True)
class Authorities:
    """Everybody's keys: the head, the deputy and the seal of one authority, two of a GOST one."""

    pki: Pki
    gost: GostPki


def found_authorities(folder: Path) -> Authorities:
    return Authorities(
        make_pki(folder / "pki", HEAD, DEPUTY, SEAL), make_gost_pki(_new(folder / "gost"))
    )


def _new(folder: Path) -> Path:
    folder.mkdir()
    return folder


@dataclass
class SigningHouse:
    """Both doors and the sign process. The keys `head` and `seal` are here, the others are not."""

    house: House
    desk: SignDesk
    authorities: Authorities
    paper: Paper = make_blank

    @property
    def program(self) -> Program:
        return self.house.program()

    def order(
        self,
        key: str,
        *signatures: Mapping[str, object],
        kind: str = PROGRAM,
        is_opened: bool = True,
        printed: str = "",
    ) -> str:
        """Register a document with this plan, up to its PDF and the opening of its plan.

        `printed` are instructions that draw something on every page.
        """
        body = {**self.house.request(kind), "signatures": list(signatures)}
        answer = self.program.post_document(body, key)
        assert answer.status_code == 202, answer.text
        if is_opened:
            self.render(printed)
            self.work()
        return str(answer.get_json()["id"])

    def render(self, printed: str = "") -> None:
        """Make PDFs in place of the convert process: a page and a bookmark for each signature."""
        services = self.house.services
        for claim in services.stages.claim(Stage.CONVERT, SCHOOL, limit=100):
            document = claim.document
            names = [plan.bookmark for plan in document.signature_plan if plan.bookmark]
            unique = f"% {document.id}\n".encode()
            pages = print_on(self.paper(document.kind, names or ["end"]), printed)
            contents = [pages + unique, b"docx"]
            pdf, docx = services.blobs.put(SCHOOL, contents)
            files = replace(document.files, docx=docx, pdf=pdf)
            state = State.AWAITING_SIGNATURES if document.sign else State.RENDERED
            made = make_made_with(document)
            services.stages.commit([Progress(claim, state, files, len(names) or 1, made)])

    def work(self) -> None:
        """Let the sign process do whatever is due."""
        self.desk.sign_documents(SCHOOL)

    def show(self, document_id: str) -> dict[str, Any]:
        shown: dict[str, Any] = self.program.get(f"/api/v1/documents/{document_id}").get_json()
        return shown

    def states(self, document_id: str) -> list[str]:
        return [step["state"] for step in self.show(document_id)["signatures"]]

    def pdf(self, document_id: str) -> bytes:
        content: bytes = self.program.get(f"/api/v1/documents/{document_id}/pdf").data
        return content

    def verify(self, document_id: str) -> VerificationReport:
        return verify(self.pdf(document_id), load_trust([self.house.services.settings.trust]))

    def ask(self, document_id: str, token: OwnToken, **more: object) -> TestResponse:
        """Ask for a ticket with the certificate of this token."""
        body = {
            "certificate": token.certificate.read_text(),
            "chain": [path.read_text() for path in token.others],
            **more,
        }
        return self.send("post", f"/api/v1/documents/{document_id}/signature-tickets", body)

    def reply(self, ticket: Mapping[str, Any], signature: bytes) -> TestResponse:
        text = base64.b64encode(signature).decode()
        return self.send("put", ticket["link"], {"signature": text})

    def send(
        self, method: str, path: str, body: object, program: Program | None = None
    ) -> TestResponse:
        caller = program or self.program
        return caller.client.open(path, method=method.upper(), json=body, headers=caller.headers)


def data_of(ticket: Mapping[str, Any]) -> bytes:
    """What the ticket asks to sign."""
    data = base64.b64decode(ticket["payload"]["data_base64"])
    if ticket["payload"]["digest_algorithm"] == "sha256":
        assert hashlib.sha256(data).hexdigest() == ticket["payload"]["digest_hex"]
    return data


def refused(answer: TestResponse) -> tuple[int, str]:
    """The status and the code of a refusal."""
    assert answer.mimetype == "application/problem+json", answer.text
    return answer.status_code, answer.get_json()["code"]


def open_signing_house(
    folder: Path, database: SqlDatabase, authorities: Authorities
) -> SigningHouse:
    house = open_house(folder, database)
    house.clock.moment = clock.now()
    settings, services = house.services.settings, house.services
    for name in ("head", "seal"):
        _copy(authorities.pki.get_container(name), settings.keys / SCHOOL / f"{name}.p12")
        _copy(authorities.pki.get_passphrase_file(name), settings.keys / SCHOOL / f"{name}.pass")
    for path in authorities.pki.trust.iterdir():
        _copy(path, settings.trust / path.name)
    for path in authorities.gost.trust:
        _copy(path, settings.trust / f"gost-{path.name}")
    backstage = assemble(
        settings, database=database, blobs=services.blobs, queue=house.queue, clock=house.clock
    )
    nearby = NearbyAuthority(Responder(authorities.pki))
    desk = SignDesk(
        backstage, Keyring(settings.keys), NotaryOffice("B-T", nearby, settings.trust), Stop()
    )
    return SigningHouse(house, desk, authorities)


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
