"""Signatures by stock pyHanko, as its documentation shows: nothing is checked afterwards.

A process of its own, in which `signing.compat` has mended nothing.
"""

from collections.abc import Mapping
from functools import partial
from io import BytesIO

from pyhanko.pdf_utils.font.opentype import GlyphAccumulatorFactory
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.text import TextBoxStyle
from pyhanko.sign import fields, signers, timestamps
from pyhanko.stamp import TextStampStyle

from benchmarks.signing_rounds import FIELD, MARK_FONT, Case, Materials, run_side

MARK_BOX = (200, 300, 444, 379)
MARK = (
    "ДОКУМЕНТ ПОДПИСАН ЭЛЕКТРОННОЙ ПОДПИСЬЮ\n"
    "Сертификат: 0123456789ABCDEF0123456789ABCDEF\n"
    "Владелец: Мельник Ольга Сергеевна\n"
    "Действителен: с 01.09.2025 по 30.11.2026"
)


def open_cases(materials: Materials) -> Mapping[str, Case]:
    """Load both keys once, as a service would."""
    stamper = timestamps.HTTPTimeStamper(materials.tsa)
    cases: dict[str, Case] = {}
    for kind in ("rsa", "ec"):
        signer = _load(materials, kind)
        cases[f"{kind} B-B"] = partial(_sign, materials.pdf, _dress(signer, None))
        cases[f"{kind} B-T"] = partial(_sign, materials.pdf, _dress(signer, stamper))
    return cases


def _load(materials: Materials, kind: str) -> signers.SimpleSigner:
    container, passphrase = materials.get_container(kind)
    secret = passphrase.read_bytes().strip()
    signer: signers.SimpleSigner | None = signers.SimpleSigner.load_pkcs12(
        container, passphrase=secret
    )
    if signer is None:
        message = "no key"
        raise RuntimeError(message)
    return signer


def _dress(
    signer: signers.SimpleSigner, stamper: timestamps.TimeStamper | None
) -> signers.PdfSigner:
    metadata = signers.PdfSignatureMetadata(
        field_name=FIELD, subfilter=fields.SigSeedSubFilter.PADES, md_algorithm="sha256"
    )
    style = TextStampStyle(
        stamp_text=MARK,
        text_box_style=TextBoxStyle(font=GlyphAccumulatorFactory(MARK_FONT), font_size=9),
    )
    place = fields.SigFieldSpec(FIELD, on_page=0, box=MARK_BOX)
    return signers.PdfSigner(
        metadata, signer=signer, timestamper=stamper, stamp_style=style, new_field_spec=place
    )


def _sign(pdf: bytes, signer: signers.PdfSigner) -> bytes:
    output = signer.sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf)))
    return bytes(output.getvalue())


if __name__ == "__main__":
    run_side(open_cases)
