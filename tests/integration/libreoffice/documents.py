"""Documents for the converter: good ones, and each kind of bad one it must survive."""

import struct
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_P = "http://schemas.openxmlformats.org/package/2006"
_WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_PICTURE = "http://schemas.openxmlformats.org/drawingml/2006/picture"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"

Link = tuple[str, str]
"""What kind of thing is linked ("image", "attachedTemplate"), and where it is said to be."""


def paragraph(text: str, *, bold: bool = False) -> str:
    style = "<w:b/>" if bold else ""
    font = '<w:rFonts w:ascii="Liberation Serif" w:hAnsi="Liberation Serif"/>'
    return f"<w:p><w:r><w:rPr>{font}{style}</w:rPr><w:t>{text}</w:t></w:r></w:p>"


def consent(name: str = "Иванов Иван Иванович") -> str:
    """One page of text with a bookmark where the signature goes."""
    text = (
        f"Я, {name}, даю согласие на участие в программе наставничества; "
        "мне разъяснены права и обязанности и порядок отзыва этого согласия. "
    )
    return (
        paragraph("СОГЛАСИЕ", bold=True)
        + "".join(paragraph(f"{number}. {text * 2}") for number in range(1, 8))
        + '<w:p><w:bookmarkStart w:id="1" w:name="signature_applicant"/>'
        '<w:r><w:t>Подпись</w:t></w:r><w:bookmarkEnd w:id="1"/></w:p>'
    )


def write_docx(
    path: Path, body: str, *, links: Sequence[Link] = (), settings_links: Sequence[Link] = ()
) -> Path:
    """Write a minimal docx; relationships get the ids rId1, rId2, … in order."""
    settings = "".join(
        f'<w:attachedTemplate r:id="rId{number}"/>' for number, _ in enumerate(settings_links, 1)
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", _content_types())
        package.writestr("_rels/.rels", _relations([("officeDocument", "word/document.xml")]))
        package.writestr(
            "word/document.xml",
            f'<w:document xmlns:w="{_W}" xmlns:r="{_R}"><w:body>{body}</w:body></w:document>',
        )
        package.writestr(
            "word/settings.xml",
            f'<w:settings xmlns:w="{_W}" xmlns:r="{_R}">{settings}</w:settings>',
        )
        package.writestr(
            "word/_rels/document.xml.rels",
            _relations([*links, ("settings", "settings.xml")]),
        )
        package.writestr("word/_rels/settings.xml.rels", _relations(settings_links))
    return path


def linked_picture() -> str:
    """A picture that is not in the document but at the other end of rId1."""
    return (
        f'<w:p><w:r><w:drawing xmlns:wp="{_DRAWING}/wordprocessingDrawing">'
        '<wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="900000" cy="900000"/>'
        f'<wp:docPr id="1" name="p"/><a:graphic xmlns:a="{_DRAWING}/main">'
        f'<a:graphicData uri="{_PICTURE}"><pic:pic xmlns:pic="{_PICTURE}"><pic:nvPicPr>'
        '<pic:cNvPr id="0" name="x"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>'
        '<a:blip r:link="rId1"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr>'
        '<a:xfrm><a:off x="0" y="0"/><a:ext cx="900000" cy="900000"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData>'
        "</a:graphic></wp:inline></w:drawing></w:r></w:p>"
    )


def field(instruction: str) -> str:
    """A field that asks to be filled from elsewhere: INCLUDETEXT, INCLUDEPICTURE, DDEAUTO."""
    return (
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r>'
        f'<w:instrText xml:space="preserve"> {instruction} </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>было</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    )


def write_picture(path: Path) -> Path:
    """Write a red PNG of 8 x 8 pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)

    header = struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"".join(b"\x00" + b"\xc0\x10\x10" * 8 for _ in range(8)))
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    )
    return path


def deep_tables(depth: int = 400) -> str:
    """Tables in tables: the layout never comes to an end."""
    opening = "<w:tbl><w:tblPr/><w:tr><w:tc>"
    closing = "</w:tc></w:tr></w:tbl><w:p/>"
    return opening * depth + "<w:p/>" + closing * depth


def large_table(rows: int = 6000, columns: int = 12) -> str:
    """A table that takes minutes."""
    cell = "<w:tc><w:p><w:r><w:t>ячейка таблицы</w:t></w:r></w:p></w:tc>"
    grid = '<w:gridCol w:w="800"/>' * columns
    row = f"<w:tr>{cell * columns}</w:tr>"
    return f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{row * rows}</w:tbl><w:p/>"


def _content_types() -> str:
    return (
        f'<Types xmlns="{_P}/content-types">'
        '<Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{_WORD_TYPE}.document.main+xml"/>'
        f'<Override PartName="/word/settings.xml" ContentType="{_WORD_TYPE}.settings+xml"/>'
        "</Types>"
    )


def _relations(links: Sequence[Link]) -> str:
    entries = "".join(
        f'<Relationship Id="rId{number}" Type="{_R}/{kind}" Target="{target}"{_mode(target)}/>'
        for number, (kind, target) in enumerate(links, 1)
    )
    return f'<Relationships xmlns="{_P}/relationships">{entries}</Relationships>'


def _mode(target: str) -> str:
    return ' TargetMode="External"' if ":" in target else ""
