"""Documents as they leave the converter: one of every kind, and the hard ones of the demo."""

import datetime as dt
import json
import re
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import pikepdf
import pytest

from doc_templates.catalogue import LIBRARY, Kind
from doc_templates.filling import compile_template
from service.domain.filling import filling_context
from service.domain.organisations import Requisites
from tests.demo_pack import CATALOGUE, fill_pack
from tests.docx_text import as_typed, read_text
from tests.integration.documents.paper import Paragraph, Run, list_paragraphs, list_runs
from worker.libreoffice.conversion import Conversion, ConverterOptions
from worker.libreoffice.door import open_converter
from worker.pdf_check import finish_pdf

_WIDE_KEY: Final = "wide/municipal_order_responsible"
#: A position that does not fit beside the mark.
WIDE: Final = {
    case: f"{head} Администрации Заозёрновского муниципального округа"
    for case, head in zip(
        ("nom", "gen", "dat", "acc", "ins", "prep"),
        ("глава", "главы", "главе", "главу", "главой", "главе"),
        strict=True,
    )
}
#: Every kind by its sample; then an acting head, a table of pairs with a long surname beside the
#: mark, a mentor who is an outsider, a minor with a representative, a group, a supplement of an
#: acting head and one with a head, a head whose position stands above the mark.
PAGES: Final[Mapping[str, int]] = {
    "consent_extra_duties_curator": 2,
    "consent_mentee_participation": 1,
    "consent_mentor_participation": 1,
    "employment_supplement_mentoring": 2,
    "acquaintance_sheet": 1,
    "acquaintance_sheet_720": 1,
    "mentees_bank": 2,
    "mentors_bank": 2,
    "monitoring_report": 2,
    "municipal_mentoring_registry": 3,
    "order_appoint_curator": 2,
    "order_approve_programs": 2,
    "order_approve_regulation": 13,
    "order_assign_pairs": 2,
    "order_terminate_pair": 2,
    "order_extend_pair": 2,
    "municipal_order_responsible": 3,
    "edo_introduction_order": 5,
    "pd_consent": 1,
    "pd_consent_distribution": 1,
    "pd_consent_withdrawal": 1,
    "pd_destruction_act": 2,
    "personalized_program": 4,
    "program_agreement_sheet": 1,
    "program_completion_report": 2,
    "pairs_proposal": 2,
    "survey_form": 1,
    "survey_summary": 1,
    "s-05/order_appoint_curator": 2,
    "s-04/order_assign_pairs": 3,
    "s-04/c-09-602": 1,
    "s-05/pd-603": 2,
    "s-05/pg-11": 4,
    "s-05/da-12-502": 2,
    "s-02/da-04-201": 2,
    _WIDE_KEY: 3,
}
#: What the QR code says on samples of the kinds that have one: as long as an address usually is.
CHECK_URL: Final = "https://grif.zaozernovsky-okrug.example/check/rtq7mwfk2xeb5nzd3vhj6ucg"
_WORD: Final = re.compile(
    r'<page |<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">([^<]+)</word>'
)
_ENTITIES: Final = {"&quot;": '"', "&lt;": "<", "&gt;": ">", "&amp;": "&"}


@dataclass(frozen=True)
class Word:
    """A word on a page (from 0), its box in points from the upper left corner."""

    text: str
    page: int
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True)
class Printed:
    """A converted document and what it was made of."""

    kind: Kind
    data: Mapping[str, Any]
    organisation: Requisites
    docx: bytes
    path: Path

    @cached_property
    def pdf(self) -> bytes:
        return self.path.read_bytes()

    @cached_property
    def words(self) -> tuple[Word, ...]:
        return tuple(_list_words(self.path))

    @cached_property
    def runs(self) -> tuple[Run, ...]:
        with self.open() as document:
            return tuple(list_runs(document))

    @cached_property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        return tuple(list_paragraphs(self.runs))

    @cached_property
    def sizes(self) -> tuple[tuple[float, float], ...]:
        """Width and height of every page, in points."""
        with self.open() as document:
            boxes = [[float(side) for side in page.mediabox] for page in document.pages]
        return tuple((right - left, top - bottom) for left, bottom, right, top in boxes)

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """Every word on paper: a word that a line ends in after a hyphen counts as two."""
        return frozenset(word.text for word in self.words)

    @cached_property
    def source(self) -> str:
        """What the docx says."""
        return read_text(self.docx)

    def says(self, text: str) -> bool:
        """Whether the docx says ``text`` and paper has each of its words."""
        on_paper = self.vocabulary | {word.strip(".,;:()") for word in self.vocabulary}
        return text in self.source and all(
            word in on_paper or on_paper.issuperset(split_word(word)) for word in text.split()
        )

    def open(self) -> pikepdf.Pdf:
        return pikepdf.open(BytesIO(self.pdf))


def split_word(word: str) -> list[str]:
    """Where a line may end inside a word: after a hyphen, a dash, a slash."""
    return [piece for piece in re.split(r"(?<=[-–/])", word) if piece]


@pytest.fixture(scope="session")
def printed_documents(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Printed]:
    folder = tmp_path_factory.mktemp("documents")
    printed = dict(_fill_all(folder))
    convert_all(list(printed.values()), folder)
    return printed


def convert_all(printed: Sequence[Printed], folder: Path) -> None:
    """Convert what is filled, where its path says."""
    converter = open_converter(ConverterOptions(scratch=folder))
    jobs = [Conversion(one.path.with_suffix(".docx"), one.path) for one in printed]
    try:
        failures = converter.convert(jobs)
    finally:
        converter.close()
    assert failures == [None] * len(jobs)
    for job in jobs:
        job.target.write_bytes(finish_pdf(job.target.read_bytes()))


@pytest.fixture(params=PAGES)
def printed(request: pytest.FixtureRequest, printed_documents: dict[str, Printed]) -> Printed:
    return printed_documents[request.param]


def _fill_all(folder: Path) -> Iterator[tuple[str, Printed]]:
    for kind in CATALOGUE.list_kinds():
        yield kind.code, _fill_sample(kind, folder)
    for one in fill_pack():
        if one.planned.key in PAGES:
            kind = CATALOGUE.get_kind(one.planned.kind)
            path = write_docx(one.docx, folder, one.planned.key)
            yield one.planned.key, Printed(kind, one.data, one.organisation, one.docx, path)
    yield _WIDE_KEY, _fill_wide(folder)


def _fill_wide(folder: Path) -> Printed:
    kind = CATALOGUE.get_kind(_WIDE_KEY.removeprefix("wide/"))
    sample: dict[str, Any] = json.loads(json.dumps(kind.sample))
    sample["signer"]["position"] = WIDE
    return _fill_sample(replace(kind, sample=sample), folder, _WIDE_KEY)


def read_author(kind: Kind) -> Requisites:
    """The requisites of an example author of this kind: of a school or of an authority."""
    author = "authority.json" if kind.level == "municipality" else "organisation.json"
    return Requisites(**json.loads((LIBRARY / author).read_text("utf-8")))


def _fill_sample(kind: Kind, folder: Path, key: str = "") -> Printed:
    requisites = read_author(kind)
    context = filling_context(kind.sample, requisites, number="57-од", doc_date=dt.date(2025, 9, 5))
    code = CHECK_URL if kind.public_check else None
    docx = compile_template(kind.template).fill(context, code)
    return Printed(kind, kind.sample, requisites, docx, write_docx(docx, folder, key or kind.code))


def write_docx(docx: bytes, folder: Path, name: str) -> Path:
    """Write the docx and return where its PDF will be."""
    path = folder / f"{name.replace('/', '-')}.docx"
    path.write_bytes(docx)
    return path.with_suffix(".pdf")


def _list_words(pdf: Path) -> Iterator[Word]:
    command = ["pdftotext", "-bbox", str(pdf), "-"]
    found = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    page = -1
    for match in _WORD.finditer(found):
        if match[5] is None:
            page += 1
            continue
        left, top, right, bottom = map(float, match.groups()[:4])
        yield Word(_plain(match[5]), page, left, top, right, bottom)


def _plain(text: str) -> str:
    for entity, sign in _ENTITIES.items():
        text = text.replace(entity, sign)
    return as_typed(text)
