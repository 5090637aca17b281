"""A small document that claims PDF/A-2b, with places for two marks."""

from collections.abc import Sequence
from io import BytesIO

import pikepdf
from pikepdf import pdfa

XMP = """<?xpacket begin="\N{ZERO WIDTH NO-BREAK SPACE}" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF
 xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""
 xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"><pdfaid:part>2</pdfaid:part>
<pdfaid:conformance>B</pdfaid:conformance></rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"""


HEAD_AND_DEPUTY = ("signature_head", "signature_deputy")


def make_pdf(bookmarks: Sequence[str] = HEAD_AND_DEPUTY) -> bytes:
    """Make a document that claims PDF/A-2b, with a bookmark for a mark on each of its pages."""
    with pikepdf.new() as document:
        for _ in bookmarks:
            document.add_blank_page(page_size=(595, 842))
        metadata = pikepdf.Stream(document, XMP.encode())
        metadata.Type, metadata.Subtype = pikepdf.Name.Metadata, pikepdf.Name.XML
        document.Root.Metadata = document.make_indirect(metadata)
        document.Root.Dests = pikepdf.Dictionary(
            {
                f"/{name.replace('_', '5F')}": [page.obj, pikepdf.Name.XYZ, 200, 500 - 200 * at, 0]
                for at, (name, page) in enumerate(zip(bookmarks, document.pages, strict=True))
            }
        )
        content = BytesIO()
        document.save(content, compress_streams=False, static_id=True)
        return content.getvalue()


def make_archival_pdf(bookmarks: Sequence[str] = HEAD_AND_DEPUTY) -> bytes:
    """Make the same document so that it is what it claims."""
    with pikepdf.open(BytesIO(make_pdf(bookmarks))) as document:
        content = BytesIO()
        assert pdfa.save(document, content, pdfa.Flavour.PDFA_2B).passed
        return content.getvalue()


def print_on(pdf: bytes, instructions: str) -> bytes:
    """Draw something on every page."""
    if not instructions:
        return pdf
    with pikepdf.open(BytesIO(pdf)) as document:
        for page in document.pages:
            page.contents_add(instructions.encode())
        content = BytesIO()
        document.save(content)
        return content.getvalue()
