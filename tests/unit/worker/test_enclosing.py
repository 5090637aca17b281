"""What a signed PDF carries: the data and the docx it was made from, covered by its signatures."""

import hashlib
import json
import subprocess
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
import sqlalchemy as sa
from pikepdf import pdfa

from service.database.database import SqlDatabase
from service.database.schema import documents
from service.domain.documents import Document
from service.domain.ids import DocumentId
from service.domain.making import digest_inputs
from signing import pdfa_guard
from signing.trust import load_trust
from signing.verification import Verdict, verify
from tests.doors import ORDER
from tests.factories import SCHOOL
from tests.own_token import OwnToken
from tests.signing_house import PROGRAM, SigningHouse, data_of
from tests.unit.api.test_signatures import MENTOR

HEAD = {"role": "head", "method": "server_key"}
SEAL = {"role": "seal", "method": "server_key", "turn": 2}
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class Carrier:
    """A school whose documents carry their data."""

    def __init__(self, signing: SigningHouse, database: SqlDatabase) -> None:
        self.signing = signing
        self.database = database

    def order(self, *plan: Mapping[str, object], carries: bool = True) -> str:
        kind = ORDER if HEAD in plan else PROGRAM
        document_id = self.signing.order("key-1", *plan, kind=kind, is_opened=False)
        self.demand(carries=carries)
        self.signing.render()
        self.signing.work()
        return document_id

    def demand(self, *, carries: bool) -> None:
        demands = {"level": "", "carries_data": carries}
        with self.database.transaction() as tx:
            tx._connection.execute(sa.update(documents).values(demands=demands))  # noqa: SLF001 -- registering is tested elsewhere

    def find(self, document_id: str) -> Document:
        with self.database.snapshot() as tx:
            document = tx.documents.find(DocumentId(document_id))
        assert document is not None
        return document


@pytest.fixture
def carrier(signing: SigningHouse, memory_database: SqlDatabase) -> Carrier:
    return Carrier(signing, memory_database)


def read_files(pdf: bytes) -> dict[str, bytes]:
    with pikepdf.open(BytesIO(pdf)) as document:
        found = document.attachments
        return {name: found[name].get_file().read_bytes() for name in found}


def test_the_files_inside_are_the_archived_data_and_docx(carrier: Carrier) -> None:
    document = carrier.find(carrier.order(HEAD))
    inside = read_files(carrier.signing.pdf(document.id))
    docx = carrier.signing.house.services.blobs.get(SCHOOL, document.files.docx or "")

    assert document.state == "archived"
    assert set(inside) == {"data.json", "source.docx"}
    assert inside["source.docx"] == docx
    assert json.loads(inside["data.json"]) == document.data
    # The hash that the manifest of the archive keeps, so that anybody can compare.
    digest = hashlib.sha256(inside["data.json"]).hexdigest()
    assert digest == digest_inputs(document.data, {})["data"]


def test_the_files_are_described_as_pdf_a_3_wants(carrier: Carrier) -> None:
    pdf = carrier.signing.pdf(carrier.order(HEAD))
    with pikepdf.open(BytesIO(pdf)) as document:
        told = [
            (
                str(one.AFRelationship),
                str(one.UF),
                str(one.EF.F.Subtype).removeprefix("/"),
                str(one.EF.F.Params.ModDate),
                int(one.EF.F.Params.Size),
            )
            for one in document.Root.AF
        ]
        associated = [one.objgen for one in document.Root.AF]
        listed = [document.attachments[name].obj.objgen for name in document.attachments]
    made_at = f"D:{carrier.signing.house.clock.now():%Y%m%d%H%M%S}Z"
    sizes = {name: len(content) for name, content in read_files(pdf).items()}

    assert told == [
        ("/Data", "data.json", "application/json", made_at, sizes["data.json"]),
        ("/Source", "source.docx", DOCX, made_at, sizes["source.docx"]),
    ]
    assert associated == listed
    assert pdfa_guard.check(pdf) == ()
    findings = pdfa.validate_written(BytesIO(pdf), pdfa.Flavour.PDFA_3B).findings
    assert [one.rule for one in findings if one.kind == "violation"] == []


def test_another_program_takes_the_same_files_out(carrier: Carrier, tmp_path: Path) -> None:
    pdf = carrier.signing.pdf(carrier.order(HEAD))
    (tmp_path / "order.pdf").write_bytes(pdf)
    command = ["pdfdetach", "-saveall", "-o", str(tmp_path), str(tmp_path / "order.pdf")]
    subprocess.run(command, check=True, capture_output=True)

    inside = read_files(pdf)
    assert len(inside) == 2
    assert {name: (tmp_path / name).read_bytes() for name in inside} == inside


@pytest.mark.parametrize("name", ["data.json", "source.docx"])
def test_the_signature_covers_the_files(name: str, carrier: Carrier) -> None:
    document_id = carrier.order(HEAD)
    pdf = carrier.signing.pdf(document_id)
    with pikepdf.open(BytesIO(pdf)) as document:
        packed = document.attachments[name].obj.EF.F.read_raw_bytes()
    place = pdf.index(packed) + len(packed) // 2
    flipped = pdf[:place] + bytes([pdf[place] ^ 1]) + pdf[place + 1 :]
    trust = load_trust([carrier.signing.house.services.settings.trust])

    assert carrier.signing.verify(document_id).verdict is Verdict.VALID
    assert verify(flipped, trust).verdict is Verdict.INVALID


def test_a_document_that_need_not_carry_anything_stays_pdf_a_2(carrier: Carrier) -> None:
    pdf = carrier.signing.pdf(carrier.order(HEAD, carries=False))

    assert read_files(pdf) == {}
    assert b"<pdfaid:part>2" in pdf


def test_the_files_are_inside_before_anybody_is_asked_to_sign(
    carrier: Carrier, tokens: dict[str, OwnToken]
) -> None:
    document_id = carrier.order(MENTOR, SEAL)
    offered = read_files(carrier.signing.pdf(document_id))
    ticket = carrier.signing.ask(document_id, tokens["head"]).get_json()
    answer = carrier.signing.reply(ticket, tokens["head"].sign(data_of(ticket)))
    carrier.signing.work()
    finished = read_files(carrier.signing.pdf(document_id))

    assert answer.status_code == 202
    assert set(offered) == {"data.json", "source.docx"}
    assert finished == offered
    assert len(carrier.signing.verify(document_id).signatures) == 2


def test_a_document_that_is_signed_without_what_it_must_carry_goes_no_further(
    carrier: Carrier, tokens: dict[str, OwnToken]
) -> None:
    document_id = carrier.order(MENTOR, SEAL, carries=False)
    ticket = carrier.signing.ask(document_id, tokens["head"]).get_json()
    carrier.signing.reply(ticket, tokens["head"].sign(data_of(ticket)))
    seal = carrier.signing.house.services.settings.keys / SCHOOL / "seal.p12"
    seal.rename(seal.with_suffix(".away"))
    carrier.signing.work()
    carrier.demand(carries=True)
    seal.with_suffix(".away").rename(seal)
    with carrier.database.transaction() as tx:
        tx._connection.execute(sa.update(documents).values(due_at=0.0))  # noqa: SLF001 -- as above
    carrier.signing.work()

    document = carrier.find(document_id)
    assert document.failure is not None
    assert (document.state, document.failure.code) == ("failed", "document_locked")
