"""The gate that remembers: it may be quicker than a full check, never kinder."""

import io
from collections.abc import Callable

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf, String, pdfa

from worker.pdf_check import PdfCheckError, PdfFacts, PdfGate, check_pdf

CONTENT = b"q 0 0 0 rg\n10.5 20 m\n200 20 l S\nQ\n"


def archival(content: bytes = CONTENT, *, title: str = "Согласие", pages: int = 1) -> bytes:
    document = pikepdf.new()
    document.docinfo[Name.Title] = String(title)
    for _ in range(pages):
        page = document.add_blank_page()
        page.Contents = document.make_stream(content)
        page.Annots = Array([link(document)])
    written = io.BytesIO()
    pdfa.save(document, written, "2b")
    return written.getvalue()


def link(document: Pdf, *, flags: int = 4) -> pikepdf.Object:
    action = Dictionary(Type=Name.Action, S=Name.URI, URI=String("https://example.org/"))
    return document.make_indirect(
        Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), A=action, F=flags)
    )


def changed(change: Callable[[Pdf], object]) -> bytes:
    with pikepdf.open(io.BytesIO(archival())) as document:
        change(document)
        written = io.BytesIO()
        document.save(written)
        return written.getvalue()


def draw(content: bytes) -> Callable[[Pdf], object]:
    def change(document: Pdf) -> None:
        document.pages[0].Contents = document.make_stream(content)

    return change


def run_javascript(document: Pdf) -> None:
    document.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def hide_the_link(document: Pdf) -> None:
    document.pages[0].Annots[0] = link(document, flags=2)


def launch_a_program(document: Pdf) -> None:
    document.pages[0].Annots[0].A = Dictionary(S=Name.Launch, F=String("calc.exe"))


def use_a_font_that_is_not_there(document: Pdf) -> None:
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    document.pages[0].Resources = Dictionary(Font=Dictionary(F1=document.make_indirect(font)))


def claim_another_part(document: Pdf) -> None:
    metadata = document.Root.Metadata
    metadata.write(metadata.read_bytes().replace(b'part="2"', b'part="1"').replace(b">2<", b">1<"))


def drop_the_metadata(document: Pdf) -> None:
    del document.Root.Metadata


def replace_the_colour_profile(document: Pdf) -> None:
    document.Root.OutputIntents[0].DestOutputProfile.write(b"not a colour profile")


def drop_the_output_intent(document: Pdf) -> None:
    del document.Root.OutputIntents
    document.pages[0].Contents = document.make_stream(CONTENT)


def attach_a_file(document: Pdf) -> None:
    document.attachments["virus.exe"] = b"MZ"


def widen_the_page(document: Pdf) -> None:
    document.pages[0].MediaBox = Array([0, 0, 99_999_999_999, 842])


MUTANTS: dict[str, Callable[[Pdf], object]] = {
    "javascript": run_javascript,
    "hidden link": hide_the_link,
    "launch": launch_a_program,
    "font": use_a_font_that_is_not_there,
    "another part": claim_another_part,
    "no metadata": drop_the_metadata,
    "colour profile": replace_the_colour_profile,
    "no output intent": drop_the_output_intent,
    "attachment": attach_a_file,
    "huge number": widen_the_page,
    "unknown operator": draw(CONTENT + b"10 20 nonsense\n"),
    "deep states": draw(b"q\n" * 30 + CONTENT + b"Q\n" * 30),
    "states not restored": draw(b"q\n" + CONTENT),
    "odd hex string": draw(CONTENT + b"BT\n<012> Tj\nET\n"),
    "text in a comment": draw(b"% (\n" + CONTENT),
    "other colour": draw(CONTENT.replace(b"0 0 0 rg", b"0 0 0 1 k")),
}


def verdict(check: Callable[[bytes], PdfFacts], pdf: bytes) -> str:
    try:
        return f"{check(pdf).pages} pages"
    except PdfCheckError as error:
        return error.code


@pytest.fixture
def gate() -> PdfGate:
    """A gate that has let one PDF through."""
    gate = PdfGate()
    gate.check(archival())
    return gate


def test_a_pdf_built_alike_is_not_validated_again(gate: PdfGate) -> None:
    other = archival(CONTENT.replace(b"200", b"-17.25"), title="Другое (согласие) <1> & \\")

    assert gate.check(other) == PdfFacts(pages=1, fonts=())
    assert gate.full_checks == 1


def test_more_pages_of_the_same_make_are_familiar(gate: PdfGate) -> None:
    assert gate.check(archival(pages=3)).pages == 3
    assert gate.full_checks == 1


@pytest.mark.parametrize("name", MUTANTS)
def test_it_judges_as_the_full_check_does(gate: PdfGate, name: str) -> None:
    pdf = changed(MUTANTS[name])

    assert verdict(gate.check, pdf) == verdict(check_pdf, pdf)
    assert gate.full_checks == 2 or verdict(check_pdf, pdf) == "font_not_embedded"


def test_a_new_part_that_passes_is_remembered(gate: PdfGate) -> None:
    curve = archival(CONTENT + b"1 2 3 4 5 6 c S\n")

    gate.check(curve)
    gate.check(curve)

    assert gate.full_checks == 2


def test_a_refused_pdf_teaches_nothing(gate: PdfGate) -> None:
    refused = changed(run_javascript)

    assert verdict(gate.check, refused) == verdict(gate.check, refused) == "pdf_not_archival"


def test_one_of_so_many_is_validated_all_the_same() -> None:
    gate = PdfGate(full_check_every=3)

    for _ in range(7):
        gate.check(archival())

    assert gate.full_checks == 3


def test_damage_is_noticed(gate: PdfGate) -> None:
    pdf = archival()

    assert verdict(gate.check, pdf[: len(pdf) // 2]) in {"pdf_unreadable", "pdf_not_archival"}
    assert verdict(gate.check, b"") == "pdf_unreadable"
