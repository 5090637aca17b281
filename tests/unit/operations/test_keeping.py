import io
import json
import zipfile
from hashlib import sha256

import pytest

from service.domain.blobs import BlobCorruptError
from service.domain.documents import Document
from service.operations.archive import ArchiveDesk
from service.operations.documents import DocumentDesk
from service.operations.keeping import KeeperDesk
from service.operations.stages import StageDesk
from tests.factories import (
    CLERK,
    CONSENT,
    FOREIGN_SCHOOL,
    OTHER_SCHOOL,
    SCHOOL,
    make_made_with,
    make_request,
)
from tests.fakes import MemoryStore
from tests.line import run_line


@pytest.fixture
def documents(
    desk: DocumentDesk, stages: StageDesk, archive: ArchiveDesk, blobs: MemoryStore
) -> list[Document]:
    requests = [make_request("1"), make_request("2", kind=CONSENT, sign=False)]
    made = [desk.register_document(CLERK, request) for request in requests]
    run_line(stages, archive, blobs)
    return [desk.get_document(CLERK, document.id) for document in made]


def export(keeper: KeeperDesk) -> bytes:
    target = io.BytesIO()
    keeper.export(keeper.list_entries([SCHOOL]), target)
    return target.getvalue()


def test_the_keeper_knows_every_organisation(keeper: KeeperDesk) -> None:
    assert keeper.list_organisations() == [SCHOOL, OTHER_SCHOOL, FOREIGN_SCHOOL]


def test_the_keeper_finds_by_kind_year_and_words(
    keeper: KeeperDesk, documents: list[Document]
) -> None:
    order, consent = documents

    def found(**wanted: object) -> set[str]:
        entries = keeper.list_entries([SCHOOL], **wanted)  # type: ignore[arg-type] # as given below
        return {entry.document_id for entry in entries}

    assert found() == {order.id, consent.id}
    assert found(kind=CONSENT) == {consent.id}
    assert found(year=2026, text="1 – ОД") == {order.id}
    assert found(year=2025) == set()
    assert keeper.list_entries([OTHER_SCHOOL]) == []


def test_an_export_holds_every_file_under_the_hash_of_its_manifest(
    keeper: KeeperDesk, documents: list[Document]
) -> None:
    with zipfile.ZipFile(io.BytesIO(export(keeper))) as container:
        manifest = json.loads(container.read("manifest.json"))
        assert {item["document_id"] for item in manifest} == {d.id for d in documents}
        assert {item["organization_id"] for item in manifest} == {SCHOOL}  # as in the REST API
        assert not any("organisation_id" in item for item in manifest)
        for item in manifest:
            folder = f"docs/{item['document_id']}"
            assert json.loads(container.read(f"{folder}/metadata.json")) == item
            for file in item["files"]:
                content = container.read(f"{folder}/{file['name']}")
                assert (sha256(content).hexdigest(), len(content)) == (file["sha256"], file["size"])
        assert len(container.namelist()) == 1 + 2 * 3


def test_a_manifest_says_how_long_to_keep_each_document(
    keeper: KeeperDesk, documents: list[Document]
) -> None:
    with zipfile.ZipFile(io.BytesIO(export(keeper))) as container:
        manifest = {
            item["document_id"]: item for item in json.loads(container.read("manifest.json"))
        }

    order, consent = documents
    assert manifest[order.id]["retention"]["keep_until"] is None
    assert manifest[consent.id]["retention"]["keep_until"] == "2031-12-31"
    assert manifest[consent.id]["doc_date"] == "2026-11-23"


def test_a_manifest_says_what_each_document_was_made_with(
    keeper: KeeperDesk, documents: list[Document]
) -> None:
    with zipfile.ZipFile(io.BytesIO(export(keeper))) as container:
        manifest = json.loads(container.read("manifest.json"))

    assert {item["document_id"]: item["made_with"] for item in manifest} == {
        document.id: make_made_with(document).to_dict() for document in documents
    }


def test_the_same_archive_exports_to_the_same_bytes(
    keeper: KeeperDesk, documents: list[Document]
) -> None:
    assert len(documents) == 2
    assert export(keeper) == export(keeper)


def test_a_damaged_file_is_not_exported(
    keeper: KeeperDesk, blobs: MemoryStore, documents: list[Document]
) -> None:
    blobs.damage(SCHOOL, documents[0].files.signed or "")

    with pytest.raises(BlobCorruptError):
        export(keeper)
