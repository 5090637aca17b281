"""A school whose documents LibreOffice converts, a key signs, and a rebuild makes again."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from service.backstage import Backstage, assemble
from service.database.database import SqlDatabase
from service.database.engine import open_engines
from service.database.schema import documents, organisations
from service.demo.authority import Responder
from service.domain.documents import Document, Stage, State
from service.ports import Progress
from signing.credentials import Credential
from signing.signing import SignatureRequest, sign
from tests.doors import ORDER, House, open_house
from tests.factories import SCHOOL
from tests.fakes import FakeClock, FakeQueue, MemoryStore
from tests.pki import NearbyAuthority, make_pki, open_credential
from worker.convert import ConvertDesk
from worker.enclosing import enclose
from worker.libreoffice.conversion import (
    Conversion,
    ConversionError,
    Converter,
    ConverterFacts,
    ConverterOptions,
    EngineName,
)
from worker.libreoffice.door import open_converter
from worker.rebuilding.desk import Answer, Request, serve_request
from worker.runtime import Stop


@dataclass(frozen=True)
class Lent:
    """A running converter that whoever borrows it cannot close."""

    owned: Converter

    @property
    def name(self) -> EngineName:
        return self.owned.name

    @property
    def facts(self) -> ConverterFacts:
        return self.owned.facts

    def convert(self, jobs: Sequence[Conversion]) -> list[ConversionError | None]:
        return self.owned.convert(jobs)

    def close(self) -> None:
        return None


@pytest.fixture(scope="session")
def converter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lent]:
    running = open_converter(ConverterOptions(scratch=tmp_path_factory.mktemp("office")))
    yield Lent(running)
    running.close()


@dataclass
class School:
    """A school with a line of its own, and a way to change what is stored behind its back."""

    house: House
    backstage: Backstage
    blobs: MemoryStore
    converter: Converter
    folder: Path
    url: str
    credential: Credential
    authority: NearbyAuthority

    def register(self, kind: str = ORDER, *, signed: bool = True, key: str = "1") -> Document:
        return self.house.register(key, kind=kind, sign=signed)

    def convert(self, document: Document) -> Document:
        desk = ConvertDesk(self.backstage, self.converter, Stop(), self.folder)
        desk.convert_documents(SCHOOL)
        return self.read(document)

    def finish(self, document: Document) -> Document:
        """Convert, sign if it is to be signed, archive."""
        self.convert(document)
        stages = self.backstage.stages
        for claim in stages.claim(Stage.SIGN, SCHOOL, limit=10):
            pdf = self.blobs.get(SCHOOL, claim.document.files.pdf or "")
            pdf = enclose(pdf, claim.document, (), self.blobs)
            request = SignatureRequest("Signature_head", "signature_head")
            content = sign(pdf, request, self.credential, self.authority).content
            (digest,) = self.blobs.put(SCHOOL, [content])
            files = replace(claim.document.files, signed=digest)
            stages.commit([Progress(claim, State.SIGNED, files, claim.document.pages)])
        assert self.backstage.archive.archive_documents(SCHOOL, limit=10) > 0
        return self.read(document)

    def finish_all(self, *waiting: Document) -> list[Document]:
        """Finish whatever waits; returns these as they are then."""
        self.finish(waiting[0])
        return [self.read(document) for document in waiting]

    def read(self, document: Document) -> Document:
        with self.backstage.database.snapshot() as tx:
            found = tx.documents.find(document.id)
        assert found is not None
        return found

    def rebuild(
        self, document_id: str, *, output: Path | None = None, comparing: bool = True
    ) -> Answer:
        """Ask for a rebuild as the command line does."""
        request = Request(document_id, output, comparing=comparing, as_json=False)
        return serve_request(request, self.backstage, lambda: self.converter, self.folder)

    def report(self, document: Document) -> tuple[int, dict[str, Any]]:
        """The exit code and the report for programs."""
        request = Request(document.id, None, comparing=True, as_json=True)
        answer = serve_request(request, self.backstage, lambda: self.converter, self.folder)
        return answer.exit_code, json.loads(answer.lines[0])

    def change_requisites(self, **changes: str) -> None:
        table, chosen = organisations, organisations.c.id == SCHOOL
        self._change(table.c.requisites, chosen, lambda text: {**text, **changes})

    def demand_data(self, document: Document) -> None:
        """As if the kind had asked for the data inside the PDF."""
        demands = {"level": "", "carries_data": True}
        self._change(documents.c.demands, documents.c.id == document.id, lambda _: demands)

    def change_document(self, document: Document, column: str, old: str, new: str) -> None:
        """Write `new` for every `old` in what a column of the document holds."""
        chosen = documents.c.id == document.id
        self._change(documents.c[column], chosen, lambda value: _replaced(value, old, new))

    def forget_making(self, document: Document) -> None:
        """As for a document that is older than the column."""
        self._change(documents.c.made_with, documents.c.id == document.id, lambda _: None)

    def change_signed_file(self, document: Document, digest: str) -> None:
        """Have the document name another signed file."""
        self._change(documents.c.signed_sha256, documents.c.id == document.id, lambda _: digest)

    def change_check_token(self, document: Document, token: str) -> None:
        """Have the document's QR code lead elsewhere."""
        self._change(documents.c.check_token, documents.c.id == document.id, lambda _: token)

    def _change(self, column: sa.Column[Any], chosen: sa.ColumnElement[bool], change: Any) -> None:  # noqa: ANN401 -- a function of JSON
        writer, reader = open_engines(self.url)
        with writer.begin() as connection:
            value = connection.execute(sa.select(column).where(chosen)).scalar_one()
            changed = change(value)
            assert changed != value
            connection.execute(sa.update(column.table).where(chosen).values({column: changed}))
        writer.dispose()
        reader.dispose()


def _replaced(value: Mapping[str, object], old: str, new: str) -> Any:  # noqa: ANN401 -- JSON
    return json.loads(re.sub(re.escape(old), new, json.dumps(value, ensure_ascii=False)))


@pytest.fixture(scope="session")
def key(tmp_path_factory: pytest.TempPathFactory) -> tuple[Credential, NearbyAuthority]:
    pki = make_pki(tmp_path_factory.mktemp("pki"))
    return open_credential(pki), NearbyAuthority(Responder(pki))


@pytest.fixture
def school(
    tmp_path: Path,
    database: SqlDatabase,
    database_url: str,
    converter: Lent,
    key: tuple[Credential, NearbyAuthority],
) -> School:
    blobs = MemoryStore()
    house = open_house(tmp_path, database, blobs=blobs)
    backstage = assemble(
        house.services.settings,
        database=database,
        blobs=blobs,
        queue=FakeQueue(),
        clock=FakeClock(),
    )
    return School(house, backstage, blobs, converter, tmp_path, database_url, *key)
