"""Tiny docx files made from text, so that a test shows every byte that matters to it."""

import io
import zipfile
from collections.abc import Mapping
from typing import Final
from xml.sax.saxutils import escape

Parts = dict[str, bytes]

W: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_NAMES: Final = (
    f'xmlns:w="{W}" xmlns:r="{_R}" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
)
STORIES: Final = ("header", "footer", "footnotes", "endnotes")


def paragraph(text: str) -> str:
    """A paragraph with one run."""
    return f'<w:p><w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'


def field(*codes: str) -> str:
    """A complex field whose code is cut into runs."""
    runs = "".join(f"<w:r><w:instrText>{escape(code)}</w:instrText></w:r>" for code in codes)
    begin, end = (f'<w:r><w:fldChar w:fldCharType="{mark}"/></w:r>' for mark in ("begin", "end"))
    return f"<w:p>{begin}{runs}{end}</w:p>"


def text_box(text: str) -> str:
    """A paragraph with a text box."""
    return (
        "<w:p><w:r><w:pict><v:shape><v:textbox><w:txbxContent>"
        f"{paragraph(text)}</w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>"
    )


def relationship(kind: str, target: str, *, external: bool) -> str:
    """A relationship of the main document."""
    mode = ' TargetMode="External"' if external else ""
    return f'<Relationship Id="rId9" Type="{_R}/{kind}" Target="{escape(target)}"{mode}/>'


def make_parts(body: str = "", *, relationships: str = "", title: str = "") -> Parts:
    """The parts of a whole document with ``body`` (XML) in it."""
    types = "".join(
        f'<Override PartName="/word/{story}1.xml" ContentType="{_WORD}.{story}+xml"/>'
        for story in STORIES[:2]
    ) + "".join(
        f'<Override PartName="/word/{story}.xml" ContentType="{_WORD}.{story}+xml"/>'
        for story in STORIES[2:]
    )
    return {
        "[Content_Types].xml": _xml(
            f'<Types xmlns="{_PACKAGE}/content-types">'
            '<Default Extension="xml" ContentType="application/xml"/>'
            '<Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/word/document.xml" ContentType="{_WORD}.document.main+xml"/>'
            '<Override PartName="/docProps/core.xml" '
            'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
            f"{types}</Types>"
        ),
        "_rels/.rels": _relationships(
            f'<Relationship Id="rId1" Type="{_R}/officeDocument" Target="word/document.xml"/>'
            f'<Relationship Id="rId2" Target="docProps/core.xml" '
            f'Type="{_PACKAGE}/relationships/metadata/core-properties"/>'
        ),
        "word/document.xml": _xml(
            f"<w:document {_NAMES}><w:body>{body}"
            '<w:sectPr><w:headerReference w:type="default" r:id="rId1"/>'
            '<w:footerReference w:type="default" r:id="rId2"/></w:sectPr></w:body></w:document>'
        ),
        "word/_rels/document.xml.rels": _relationships(
            f'<Relationship Id="rId1" Type="{_R}/header" Target="header1.xml"/>'
            f'<Relationship Id="rId2" Type="{_R}/footer" Target="footer1.xml"/>'
            f'<Relationship Id="rId3" Type="{_R}/footnotes" Target="footnotes.xml"/>'
            f'<Relationship Id="rId4" Type="{_R}/endnotes" Target="endnotes.xml"/>' + relationships
        ),
        **{part_of(story): story_part(story, paragraph("")) for story in STORIES},
        "docProps/core.xml": _xml(
            f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
            'xmlns:dc="http://purl.org/dc/elements/1.1/">'
            f"<dc:title>{escape(title)}</dc:title></cp:coreProperties>"
        ),
    }


def part_of(story: str) -> str:
    """The name of the part that holds a header, a footer, the footnotes or the endnotes."""
    return f"word/{story}1.xml" if story in STORIES[:2] else f"word/{story}.xml"


def story_part(story: str, content: str) -> bytes:
    """The part of a header, a footer, the footnotes or the endnotes."""
    root = {"header": "hdr", "footer": "ftr"}.get(story, story)
    if story in STORIES[2:]:
        content = f'<w:{story[:-1]} w:id="1">{content}</w:{story[:-1]}>'
    return _xml(f"<w:{root} {_NAMES}>{content}</w:{root}>")


def pack(parts: Mapping[str, bytes], *, level: int = 1) -> bytes:
    """The docx file of ``parts``."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        for name, content in parts.items():
            member = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            archive.writestr(member, content, zipfile.ZIP_DEFLATED, level)
    return packed.getvalue()


def make_docx(body: str = "", *, relationships: str = "", title: str = "") -> bytes:
    """A whole document with ``body`` (XML) in it."""
    return pack(make_parts(body, relationships=relationships, title=title))


def make_text_docx(*paragraphs: str) -> bytes:
    """A whole document of plain paragraphs."""
    return make_docx("".join(map(paragraph, paragraphs)))


def _xml(root: str) -> bytes:
    return (_HEAD + root).encode()


def _relationships(items: str) -> bytes:
    return _xml(f'<Relationships xmlns="{_PACKAGE}/relationships">{items}</Relationships>')


def unpack(docx: bytes) -> Parts:
    """The parts of a docx file."""
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
