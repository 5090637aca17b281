"""The same parts put together the usual way: docxtpl, unoserver and stock pyHanko, one by one.

Run as a program of its own, so that its CPU time can be told from everybody else's. It registers
nothing, archives nothing and checks nothing: it fills, converts, signs orders and writes the file.
"""

import argparse
import io
import json
import time
from datetime import date
from pathlib import Path
from typing import Any

from docxtpl import DocxTemplate
from jinja2 import Environment, StrictUndefined
from pyhanko.pdf_utils.font.opentype import GlyphAccumulatorFactory
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.text import TextBoxStyle
from pyhanko.sign import fields, signers, timestamps
from pyhanko.stamp import TextStampStyle
from unoserver.client import UnoClient

from doc_templates.formats import FILTERS
from service.domain.filling import filling_context
from worker.rendering import read_requisites

LIBRARY = Path(__file__).resolve().parents[1] / "doc_templates" / "library"
MARK_FONT = "/usr/share/fonts/truetype/liberation/LiberationSans-Regular.ttf"
MARK_BOX = (200, 300, 444, 380)
PDF_OPTIONS = ["SelectPdfVersion=2", "UseTaggedPDF=true", "ExportBookmarksToPDFDestination=true"]


class UsualWay:
    """What most services of this kind do for every document."""

    def __init__(self, kind: str, port: int, key: Path, tsa: str) -> None:
        self._template = LIBRARY / kind / "template.docx"
        self._data = json.loads((LIBRARY / kind / "sample.json").read_text("utf-8"))
        self._client = UnoClient(server="127.0.0.1", port=str(port))
        self._key = key
        self._tsa = tsa

    def make(self, number: int, *, sign: bool) -> bytes:
        """Fill, convert and, for an order, sign."""
        document = DocxTemplate(self._template)
        environment = Environment(autoescape=True, undefined=StrictUndefined)
        environment.filters.update(FILTERS)
        document.render(self._context(number), jinja_env=environment)
        filled = io.BytesIO()
        document.save(filled)
        pdf: Any = self._client.convert(
            indata=filled.getvalue(),
            convert_to="pdf",
            filtername="writer_pdf_Export",
            filter_options=PDF_OPTIONS,
        )
        return self._sign(bytes(pdf)) if sign else bytes(pdf)

    def _context(self, number: int) -> dict[str, object]:
        given = self._data.get("doc_date", "2025-09-24")
        return filling_context(
            self._data,
            read_requisites(LIBRARY / "organisation.json"),
            number=f"{number}-од",
            doc_date=date.fromisoformat(given),
        )

    def _sign(self, pdf: bytes) -> bytes:
        passphrase = self._key.with_suffix(".pass").read_bytes().strip()
        signer = signers.SimpleSigner.load_pkcs12(self._key, passphrase=passphrase)
        if signer is None:
            message = "no key"
            raise RuntimeError(message)
        style = TextStampStyle(
            stamp_text="Документ подписан электронной подписью\nВладелец: %(signer)s\n%(ts)s",
            text_box_style=TextBoxStyle(font=GlyphAccumulatorFactory(MARK_FONT), font_size=8),
        )
        stamper = signers.PdfSigner(
            signers.PdfSignatureMetadata(
                field_name="Signature", subfilter=fields.SigSeedSubFilter.PADES
            ),
            signer=signer,
            timestamper=timestamps.HTTPTimeStamper(self._tsa),
            stamp_style=style,
            new_field_spec=fields.SigFieldSpec("Signature", on_page=-1, box=MARK_BOX),
        )
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
        return bytes(stamper.sign_pdf(writer).getvalue())


def main() -> None:
    """Make documents and report the CPU seconds of this process."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--kind", required=True)
    parser.add_argument("--count", type=int, required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--key", type=Path, required=True)
    parser.add_argument("--tsa", required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--sign", action="store_true")
    options = parser.parse_args()
    way = UsualWay(options.kind, options.port, options.key, options.tsa)
    way.make(0, sign=options.sign)  # the first one pays for imports on both sides
    began = time.process_time()
    for number in range(1, options.count + 1):
        pdf = way.make(number, sign=options.sign)
        (options.out / f"{options.kind}-{number}.pdf").write_bytes(pdf)
    print(json.dumps({"cpu_seconds": time.process_time() - began}))


if __name__ == "__main__":
    main()
