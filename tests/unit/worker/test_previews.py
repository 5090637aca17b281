"""How the convert process makes pages before there is a document, and what goes wrong with that."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import Path
from typing import Literal

import pikepdf
import pytest
from pikepdf import pdfa
from structlog.testing import capture_logs
from typing_extensions import override

from doc_templates.authoring.signatures import BY_LINK
from doc_templates.plain_text import read_text
from service.backstage import Backstage, assemble
from service.database.database import SqlDatabase
from service.domain.access import Principal
from service.domain.ids import DraftId
from service.domain.previews import Preview, PreviewState
from service.domain.signatures import Method
from service.operations.requests import DocumentRequest
from service.operations.signature_plans import WantedSignature
from service.ports import BlobStore
from tests.doors import CONSENT, House, open_house
from tests.factories import SCHOOL
from tests.fakes import FakeQueue, MemoryStore
from tests.signable import make_archival_pdf
from worker.libreoffice.conversion import Conversion, ConversionError, ConverterFacts, OfferedFonts
from worker.preview_mark import mark_preview
from worker.previews import PreviewMaker
from worker.runtime import Stop

FORM = DraftId("form-1")
FACTS = ConverterFacts("in_process", "7.4.7.2", OfferedFonts({}, ""))


@dataclass
class ReadyConverter:
    """Answers every document with the same pages, or with a fault."""

    pdf: bytes = field(default_factory=lambda: make_archival_pdf(["signature_head"]))
    fault: ConversionError | None = None
    name: Literal["in_process"] = "in_process"
    facts: ConverterFacts = FACTS
    texts: list[str] = field(default_factory=list)

    def convert(self, jobs: Sequence[Conversion]) -> list[ConversionError | None]:
        for job in jobs:
            self.texts.append(read_text(job.source.read_bytes()))
            if self.fault is None:
                job.target.write_bytes(self.pdf)
        return [self.fault for _ in jobs]

    def close(self) -> None:
        return None


@pytest.fixture
def house(tmp_path: Path, memory_database: SqlDatabase) -> House:
    return open_house(tmp_path, memory_database)


@pytest.fixture
def head(house: House) -> Principal:
    return house.add_user("head").principal()


def order(house: House, head: Principal) -> None:
    sample = house.kind(CONSENT).sample
    request = DocumentRequest(SCHOOL, CONSENT, sample, sign=False, idempotency_key="k")
    house.services.previews.order(head, FORM, request)


def open_backstage(house: House, blobs: BlobStore | None = None) -> Backstage:
    services = house.services
    return assemble(
        services.settings,
        database=services.database,
        blobs=blobs or services.blobs,
        queue=FakeQueue(),
        clock=house.clock,
    )


def run(house: House, converter: ReadyConverter, workspace: Path, blobs: BlobStore | None) -> None:
    maker = PreviewMaker(open_backstage(house, blobs), converter, Stop(), workspace)
    maker.make_previews(SCHOOL)


def make(
    house: House,
    head: Principal,
    workspace: Path,
    converter: ReadyConverter,
    *,
    blobs: BlobStore | None = None,
) -> Preview:
    run(house, converter, workspace, blobs)
    return house.services.previews.get(head, FORM)


def test_pages_are_marked_and_nothing_is_left_behind(
    house: House, head: Principal, tmp_path: Path
) -> None:
    order(house, head)
    workspace = tmp_path / "work"
    workspace.mkdir()
    converter = ReadyConverter()

    preview = make(house, head, workspace, converter)
    pdf = house.services.previews.get_pdf(head, FORM)

    assert (preview.state, preview.pages) == (PreviewState.READY, 1)
    assert pdf != converter.pdf
    with pikepdf.open(BytesIO(pdf)) as shown:
        assert str(shown.docinfo["/Title"]) == "Предпросмотр, не документ"
    assert list(workspace.iterdir()) == []


def test_pages_show_who_signs_by_what_means(house: House, head: Principal, tmp_path: Path) -> None:
    sample, converter = house.kind(CONSENT).sample, ReadyConverter()
    by_link = WantedSignature("applicant", Method.SIMPLE, signer="Королёва Любовь Фоминична")
    request = DocumentRequest(SCHOOL, CONSENT, sample, sign=False, idempotency_key="k")
    for signatures in ((), (by_link,)):
        asked = replace(request, sign=bool(signatures), signatures=signatures)
        house.services.previews.order(head, FORM, asked)
        run(house, converter, tmp_path, None)

    assert [BY_LINK in text for text in converter.texts] == [False, True]


def test_a_marked_file_says_on_every_page_what_it_is_and_is_archival_no_longer() -> None:
    pages = make_archival_pdf(["signature_head"])
    marked = mark_preview(pages)

    assert pdfa.validate_written(BytesIO(pages), pdfa.Flavour.PDFA_2B).passed
    assert not pdfa.validate_written(BytesIO(marked), pdfa.Flavour.PDFA_2B).passed
    with pikepdf.open(BytesIO(pages)) as before, pikepdf.open(BytesIO(marked)) as after:
        assert str(after.docinfo["/Title"]) == "Предпросмотр, не документ"
        assert len(after.pages) == len(before.pages)
        for page in after.pages:
            page.contents_coalesce()
            content = page.obj.Contents.read_bytes()
            assert content.startswith(b"q ")
            assert content.rstrip().endswith(b"EMC")
            assert content.count(b" S Q") == len("ПРЕДПРОСМОТРНЕДОКУМЕНТ")


def test_the_queue_of_an_organisation_is_worked_off(
    house: House, head: Principal, tmp_path: Path
) -> None:
    sample = house.kind(CONSENT).sample
    request = DocumentRequest(SCHOOL, CONSENT, sample, sign=False, idempotency_key="k")
    forms = [DraftId(f"form-{number}") for number in range(3)]
    for form in forms:
        house.services.previews.order(head, form, request)
    run(house, ReadyConverter(), tmp_path, None)
    states = {house.services.previews.get(head, form).state for form in forms}
    assert states == {PreviewState.READY}


@pytest.mark.parametrize(
    ("code", "state"),
    [
        ("document_unreadable", PreviewState.FAILED),
        ("converter_crashed", PreviewState.WAITING),
    ],
)
def test_what_the_converter_says_is_told_or_tried_again(
    house: House, head: Principal, tmp_path: Path, code: str, state: PreviewState
) -> None:
    order(house, head)
    converter = ReadyConverter(fault=ConversionError(code))
    preview = make(house, head, tmp_path, converter)
    assert preview.state is state
    assert (preview.failure is None) == (state is PreviewState.WAITING)


def test_what_could_not_be_kept_is_not_shown_either(
    house: House, head: Principal, tmp_path: Path
) -> None:
    order(house, head)
    preview = make(house, head, tmp_path, ReadyConverter(mark_preview(make_archival_pdf(["a"]))))
    assert preview.failure is not None
    assert (preview.state, preview.failure.code) == (PreviewState.FAILED, "pdf_not_archival")


def test_a_lost_template_and_a_full_disk_are_tried_again(
    house: House, head: Principal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    order(house, head)
    lost = make(house, head, tmp_path, ReadyConverter(), blobs=MemoryStore())
    assert lost.state is PreviewState.WAITING

    def refuse(*_: object, **__: object) -> None:
        raise OSError(28, "full")

    order(house, head)
    monkeypatch.setattr(Path, "write_bytes", refuse)
    assert make(house, head, tmp_path, ReadyConverter()).state is PreviewState.WAITING


def test_a_fault_of_ours_is_logged_without_anybodys_data(
    house: House, head: Principal, tmp_path: Path
) -> None:
    class BrokenConverter(ReadyConverter):
        @override
        def convert(self, jobs: Sequence[Conversion]) -> list[ConversionError | None]:
            raise ValueError(str(house.kind(CONSENT).sample))

    order(house, head)
    with capture_logs() as lines:
        preview = make(house, head, tmp_path, BrokenConverter())

    (line,) = lines
    assert preview.state is PreviewState.WAITING
    assert (line["event"], line["code"], line["error"]) == (
        "preview_failed",
        "internal_error",
        "ValueError",
    )
    assert "Цой" not in str(line)
    assert line["frames"][-1].endswith(" convert")


def test_whoever_is_asked_to_stop_takes_nothing_more(
    house: House, head: Principal, tmp_path: Path
) -> None:
    order(house, head)
    stop = Stop()
    stop.request()
    maker = PreviewMaker(open_backstage(house), ReadyConverter(), stop, tmp_path)
    maker.make_previews(SCHOOL)
    assert house.services.previews.get(head, FORM).state is PreviewState.WAITING
