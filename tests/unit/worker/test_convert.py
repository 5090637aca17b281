"""What the convert process does when it is not the data of a document that is wrong."""

import hashlib
import io
import shutil
import zipfile
from collections import namedtuple
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal

import pytest
from typing_extensions import override

from doc_templates.catalogue import Catalogue
from service.backstage import assemble
from service.database.database import SqlDatabase
from service.domain.documents import State
from service.operations.requests import DocumentRequest
from tests.doors import open_house
from tests.factories import CLERK, SCHOOL
from tests.fakes import FakeClock, FakeQueue, MemoryStore
from worker.convert import ConvertDesk
from worker.libreoffice.conversion import Conversion, ConversionError, ConverterFacts, OfferedFonts
from worker.runtime import Stop

DiskUsage = namedtuple("DiskUsage", "total used free")  # noqa: PYI024 -- as shutil returns it


class UnwantedConverter:
    """A converter that is not to be asked."""

    name: Literal["in_process"] = "in_process"
    facts = ConverterFacts("in_process", "7.4.7.2", OfferedFonts({}, ""))

    def convert(self, jobs: Sequence[Conversion]) -> list[ConversionError | None]:
        message = f"asked for {len(jobs)} documents"
        raise AssertionError(message)

    def close(self) -> None:
        return None


def test_on_a_full_disk_documents_wait_and_are_not_blamed(
    tmp_path: Path, memory_database: SqlDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = open_house(tmp_path, memory_database)
    document = house.register()
    backstage = assemble(
        house.services.settings,
        database=memory_database,
        blobs=MemoryStore(),
        queue=FakeQueue(),
        clock=FakeClock(),
    )
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: DiskUsage(2**40, 2**40, 0))

    ConvertDesk(backstage, UnwantedConverter(), Stop(), tmp_path).convert_documents(SCHOOL)

    shown = house.program().get(f"/api/v1/documents/{document.id}").get_json()
    assert (shown["state"], shown["failure"]["code"]) == ("registered", "storage_unavailable")


class IdleConverter(UnwantedConverter):
    """A converter to which no document gets through."""

    @override
    def convert(self, jobs: Sequence[Conversion]) -> list[ConversionError | None]:
        return super().convert(jobs) if jobs else []


def _slip_in(template: bytes, words: str) -> bytes:
    """The template with one more paragraph at its end."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(template)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "word/document.xml":
                start = content.rindex(b"<w:sectPr")
                more = f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>".encode()
                content = content[:start] + more + content[start:]
            new.writestr(name, content)
    return made.getvalue()


def test_a_template_with_a_consent_slipped_in_makes_no_document(
    tmp_path: Path, memory_database: SqlDatabase
) -> None:
    house = open_house(tmp_path, memory_database)
    kind = house.kind("consent_mentor_participation")
    template = _slip_in(kind.template, "Даю согласие на обработку персональных данных.")
    digest = hashlib.sha256(template).hexdigest()
    broken = replace(kind, template=template, template_sha256=digest)
    desk = replace(house.services.documents, catalogue=Catalogue({kind.code: broken}))
    request = DocumentRequest(SCHOOL, kind.code, kind.sample, sign=False, idempotency_key="k")
    document = desk.register_document(CLERK, request)
    backstage = assemble(
        house.services.settings,
        database=memory_database,
        blobs=house.services.blobs,
        queue=FakeQueue(),
        clock=FakeClock(),
    )

    ConvertDesk(backstage, IdleConverter(), Stop(), tmp_path).convert_documents(SCHOOL)

    shown = desk.get_document(CLERK, document.id)
    assert shown.failure is not None
    assert (shown.state, shown.failure.code) == (State.FAILED, "text_refused")
    assert "отдельным документом" in shown.failure.message
