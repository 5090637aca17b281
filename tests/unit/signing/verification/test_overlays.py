"""A later field is drawn over the page: whoever signs in it must not make a lie out of the page."""

import hashlib
from collections.abc import Callable
from io import BytesIO

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String
from pyhanko.pdf_utils.generic import DictionaryObject, pdf_name
from pyhanko.pdf_utils.writer import PdfFileWriter, init_xobject_dictionary
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers.cms_embedder import (
    PdfCMSEmbedder,
    SigAppearanceSetup,
    SigIOSetup,
    SigObjSetup,
)
from pyhanko.sign.signers.pdf_byterange import DocumentTimestamp, SignatureObject

from signing import clock
from signing.credentials import Credential
from signing.embedding import FieldRequest, prepare_pdf
from signing.fonts import MARK_FONT
from signing.mark import MarkStyle, prepare_mark
from signing.report import Finding, Verdict
from signing.stamping import add_timestamp
from signing.trust import TrustPolicy
from signing.verification import verify
from signing.writing import open_for_writing
from tests.pki import NearbyAuthority

WHOLE = (0, 0, 595, 842)
BLANK = (300, 100, 544, 179)
"""Where nothing is printed; as large as a mark."""
OVER_THE_TEXT = (40, 660, 284, 739)
_RESERVED = 32 * 1024
_SAYS = b"1 1 1 rg 0 0 %d %d re f 0 g BT /F 20 Tf 20 20 Td (PAY 1000000) Tj ET"

Box = tuple[int, int, int, int]


def make_page(*fields: Dictionary) -> bytes:
    """A page that says what is to be paid, with a form of these fields."""
    document = pikepdf.new()
    document.add_blank_page(page_size=WHOLE[2:])
    page = document.pages[0]
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    text = b"BT /F 20 Tf 50 700 Td (PAY 100) Tj ET"
    page.Contents = document.make_stream(text)
    page.Resources = Dictionary(Font=Dictionary(F=font))
    if fields:
        made = Array([document.make_indirect(field) for field in fields])
        page.Annots = made
        document.Root.AcroForm = document.make_indirect(Dictionary(Fields=made))
    out = BytesIO()
    document.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return out.getvalue()


def sign_page(page: bytes, by: Credential, field_name: str = "Sig1") -> bytes:
    """Sign without a mark what need not be archival."""
    prepared = prepare_pdf(page, FieldRequest(field_name, ""), by.certificate)
    digest = hashlib.sha256(prepared.get_signed_bytes()).digest()
    return prepared.fill(by.sign_digest(digest, None))


def draw(box: Box) -> MarkStyle:
    """An appearance that says something else than the page does."""
    writer = PdfFileWriter(stream_xrefs=False)
    font = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica"}
    named = DictionaryObject({pdf_name(key): pdf_name(value) for key, value in font.items()})
    fonts = DictionaryObject({pdf_name("/F"): named})
    width, height = box[2] - box[0], box[3] - box[1]
    resources = DictionaryObject({pdf_name("/Font"): fonts})
    drawing = init_xobject_dictionary(_SAYS % (width, height), width, height, resources)
    drawing.container_ref = writer.add_object(drawing).reference
    return MarkStyle(drawing=drawing)


def add_field(
    pdf: bytes,
    box: Box,
    style: MarkStyle,
    holder: SignatureObject | DocumentTimestamp,
    finish: Callable[[bytes], bytes],
) -> bytes:
    """Sign or stamp in a new visible field."""
    document = open_for_writing(pdf)
    spec = SigFieldSpec("Later", on_page=0, box=box)
    steps = PdfCMSEmbedder(spec).write_cms("Later", document)
    next(steps)
    appearance = SigAppearanceSetup(style, clock.now(), name="")
    steps.send(SigObjSetup(holder, appearance_setup=appearance))
    prepared, out = steps.send(SigIOSetup(md_algorithm="sha256"))
    steps.send(finish(prepared.document_digest))
    return bytes(out.getvalue())


def sign_over(pdf: bytes, box: Box, style: MarkStyle, by: Credential) -> bytes:
    holder = SignatureObject(clock.now(), SigSeedSubFilter.PADES, bytes_reserved=_RESERVED)
    return add_field(pdf, box, style, holder, lambda digest: by.sign_digest(digest, None))


def find(pdf: bytes, trust: TrustPolicy) -> tuple[Verdict, Finding]:
    """The verdict on the whole, and what is found about the first signature."""
    report = verify(pdf, trust)
    return report.verdict, report.signatures[0].finding


@pytest.mark.parametrize("box", [WHOLE, OVER_THE_TEXT])
def test_a_later_signature_over_what_is_signed_is_a_change(
    box: Box, head: Credential, deputy: Credential, trust: TrustPolicy
) -> None:
    signed = sign_page(make_page(), head)
    assert find(signed, trust) == (Verdict.VALID, Finding.GOOD)

    covered = sign_over(signed, box, draw(box), deputy)
    assert find(covered, trust) == (Verdict.INVALID, Finding.CHANGED_LATER)


def test_nor_does_an_honest_mark_make_that_better(
    head: Credential, deputy: Credential, trust: TrustPolicy
) -> None:
    signed = sign_page(make_page(), head)
    mark = prepare_mark(deputy.certificate, MARK_FONT)
    covered = sign_over(signed, OVER_THE_TEXT, mark, deputy)
    beside = sign_over(signed, BLANK, mark, deputy)

    assert find(covered, trust) == (Verdict.INVALID, Finding.CHANGED_LATER)
    assert find(beside, trust) == (Verdict.VALID, Finding.GOOD)


def test_words_added_in_a_blank_place_are_not_vouched_for(
    head: Credential, deputy: Credential, trust: TrustPolicy
) -> None:
    added = sign_over(sign_page(make_page(), head), BLANK, draw(BLANK), deputy)
    assert find(added, trust) == (Verdict.INDETERMINATE, Finding.DRAWN_LATER)


@pytest.mark.parametrize("box", [WHOLE, BLANK])
def test_a_time_stamp_shows_nothing(
    box: Box, head: Credential, trust: TrustPolicy, authority: NearbyAuthority
) -> None:
    signed = sign_page(make_page(), head)
    stamp = DocumentTimestamp(bytes_reserved=_RESERVED)
    covered = add_field(signed, box, draw(box), stamp, authority.issue_token)

    assert find(covered, trust) == (Verdict.INVALID, Finding.CHANGED_LATER)
    assert find(add_timestamp(signed, authority), trust) == (Verdict.VALID, Finding.GOOD)


@pytest.mark.parametrize("on_top", ["nothing", "time stamp", "signature"])
def test_text_typed_into_a_field_is_a_change_whatever_is_on_top(
    on_top: str,
    head: Credential,
    deputy: Credential,
    trust: TrustPolicy,
    authority: NearbyAuthority,
) -> None:
    field = Dictionary(
        Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T=String("note"), V=String(""),
        Rect=Array(WHOLE), F=4,
    )  # fmt: skip
    signed = sign_page(make_page(field), head)
    assert find(signed, trust) == (Verdict.VALID, Finding.GOOD)

    filled = _type(signed, draw(WHOLE))
    if on_top == "time stamp":
        filled = add_timestamp(filled, authority)
    if on_top == "signature":
        filled = sign_page(filled, deputy, "Sig2")
    assert find(filled, trust) == (Verdict.INVALID, Finding.CHANGED_LATER)


def _type(pdf: bytes, style: MarkStyle) -> bytes:
    document = open_for_writing(pdf)
    field = document.root["/AcroForm"]["/Fields"][0]
    shown = document.add_object(document.import_object(style.drawing))
    field["/AP"] = DictionaryObject({pdf_name("/N"): shown})
    document.update_container(field)
    out = BytesIO()
    document.write(out)  # type: ignore[no-untyped-call] # pyHanko says nothing of its type
    return out.getvalue()
