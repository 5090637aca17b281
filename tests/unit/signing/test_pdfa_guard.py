from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO

import pikepdf
import pytest
from pikepdf import pdfa

from signing.attachments import Attachment, attach
from signing.pdfa_guard import check
from signing.signing import SignedPdf


def edit(content: bytes, change: Callable[[pikepdf.Pdf], None]) -> bytes:
    with pikepdf.open(BytesIO(content)) as document:
        change(document)
        output = BytesIO()
        document.save(output)
        return output.getvalue()


def widget(document: pikepdf.Pdf) -> pikepdf.Object:
    return document.Root.AcroForm.Fields[0]


def drop_font(document: pikepdf.Pdf) -> None:
    (font,) = widget(document).AP.N.Resources.Font.values()
    del font.DescendantFonts[0].FontDescriptor["/FontFile2"]


def nest_bare_font(document: pikepdf.Pdf) -> None:
    bare = pikepdf.Dictionary(Type=pikepdf.Name.Font, BaseFont=pikepdf.Name.Courier)
    form = pikepdf.Stream(document, b"")
    form.Subtype = pikepdf.Name.Form
    form.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=bare))
    shown = pikepdf.Dictionary(X=document.make_indirect(form))
    document.pages[0].obj.Resources = pikepdf.Dictionary(XObject=shown)


def drop_metadata(document: pikepdf.Pdf) -> None:
    del document.Root["/Metadata"]


def hide(document: pikepdf.Pdf) -> None:
    widget(document).F = 2


def drop_appearance(document: pikepdf.Pdf) -> None:
    del widget(document)["/AP"]


def add_rollover(document: pikepdf.Pdf) -> None:
    widget(document).AP.R = widget(document).AP.N


def add_script(document: pikepdf.Pdf) -> None:
    widget(document).A = pikepdf.Dictionary(S=pikepdf.Name.JavaScript)


def ask_for_appearances(document: pikepdf.Pdf) -> None:
    document.Root.AcroForm.NeedAppearances = True


def add_xfa(document: pikepdf.Pdf) -> None:
    document.Root.AcroForm.XFA = pikepdf.Array()


def add_actions(document: pikepdf.Pdf) -> None:
    document.Root.AA = pikepdf.Dictionary()


def refer_outside(document: pikepdf.Pdf) -> None:
    stream = pikepdf.Stream(document, b"")
    stream.F = pikepdf.String("elsewhere")
    document.Root.Elsewhere = document.make_indirect(stream)


@pytest.fixture(scope="module")
def carrying(pdf: bytes) -> bytes:
    with pikepdf.open(BytesIO(pdf)) as document:
        archival = BytesIO()
        assert pdfa.save(document, archival, pdfa.Flavour.PDFA_2B).passed
    day = datetime(2026, 11, 23, tzinfo=UTC)
    one = Attachment("data.json", b"{}", "application/json", "Data", "Данные", day)
    return attach(archival.getvalue(), [one])


def file(document: pikepdf.Pdf) -> pikepdf.Object:
    return document.Root.AF[0]


def drop_unicode_name(document: pikepdf.Pdf) -> None:
    del file(document)["/UF"]


def drop_relationship(document: pikepdf.Pdf) -> None:
    del file(document)["/AFRelationship"]


def drop_media_type(document: pikepdf.Pdf) -> None:
    del file(document).EF.F["/Subtype"]


def drop_date(document: pikepdf.Pdf) -> None:
    del file(document).EF.F.Params["/ModDate"]


def drop_association(document: pikepdf.Pdf) -> None:
    document.Root.AF = pikepdf.Array()


def claim_two(document: pikepdf.Pdf) -> None:
    metadata = document.Root.Metadata
    metadata.write(metadata.read_bytes().replace(b"part>3", b"part>2"))


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (drop_unicode_name, "file without /UF"),
        (drop_relationship, "file without /AFRelationship"),
        (drop_media_type, "file without a media type"),
        (drop_date, "file without a date"),
        (drop_association, "file is not associated with the document"),
        (claim_two, "PDF/A-2 carries a file"),
    ],
)
def test_what_is_wrong_about_a_file_inside_is_named(
    change: Callable[[pikepdf.Pdf], None], fault: str, carrying: bytes
) -> None:
    assert check(carrying) == ()
    assert check(edit(carrying, change)) == (fault,)


@pytest.mark.parametrize("document", ["pdf", "signed", "untimed", "signed_twice"])
def test_what_we_make_is_without_fault(document: str, request: pytest.FixtureRequest) -> None:
    made = request.getfixturevalue(document)

    assert check(made if isinstance(made, bytes) else made.content) == ()


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (drop_font, "font not embedded"),
        (nest_bare_font, "font not embedded: /Courier"),
        (drop_metadata, "no XMP metadata"),
        (hide, "annotation /Widget has flags 2"),
        (drop_appearance, "annotation /Widget has no appearance"),
        (add_rollover, "appearance has more than /N"),
        (add_script, "forbidden action"),
        (ask_for_appearances, "form asks viewers to draw appearances"),
        (add_xfa, "form has XFA"),
        (add_actions, "catalogue has /AA"),
        (refer_outside, "stream in another file"),
    ],
)
def test_what_breaks_the_archive_format_is_named(
    change: Callable[[pikepdf.Pdf], None], fault: str, signed: SignedPdf
) -> None:
    faults = check(edit(signed.content, change))

    assert any(fault in one for one in faults), faults


def test_a_hole_in_the_signed_range_is_named(signed: SignedPdf) -> None:
    moved = edit(signed.content, drop_metadata)

    assert "byte range leaves out more than the signature" in check(moved)


def test_an_encrypted_document_is_named(pdf: bytes) -> None:
    output = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as document:
        document.save(output, encryption=pikepdf.Encryption(owner="owner", user=""))

    assert "encrypted" in check(output.getvalue())


def test_what_is_no_pdf_is_named() -> None:
    assert check(b"PK\x03\x04") == ("unreadable: PdfError",)
