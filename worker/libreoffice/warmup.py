"""A first document, converted before anybody waits: it loads what every later one needs."""

import zipfile
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

from worker.libreoffice.engine import (
    ConvertOne,
    EngineUnavailableError,
    UnreadableDocumentError,
)

_WORD: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_TEXT: Final = "Съешь же ещё этих мягких французских булок, да выпей чаю № 1 «А» — 25 %."
_FONTS: Final = ("Liberation Serif", "Liberation Sans")
_STYLES: Final = ("", "<w:b/>", "<w:i/>")


def warm_up(convert: ConvertOne, folder: Path) -> None:
    """Convert a small document in ``folder`` and remove it.

    Raises EngineUnavailableError when no PDF came out: an engine that cannot do this cannot work.
    """
    source, target = folder / "warm-up.docx", folder / "warm-up.pdf"
    write_first_document(source)
    try:
        convert(source, target)
        written = target.read_bytes()[:5]
    except (OSError, UnreadableDocumentError) as error:
        reason = f"LibreOffice не создал PDF: {error}"
        raise EngineUnavailableError(reason) from error
    finally:
        source.unlink()
        target.unlink(missing_ok=True)
    if written != b"%PDF-":
        reason = "LibreOffice создал не PDF"
        raise EngineUnavailableError(reason)


def write_first_document(path: Path) -> None:
    """Write a docx with a heading, the usual fonts and a table: the least that Word would open."""
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("[Content_Types].xml", _content_types())
        package.writestr("_rels/.rels", _relations())
        package.writestr("word/document.xml", _document())


def _content_types() -> str:
    return (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{_TYPE}"/></Types>'
    )


def _relations() -> str:
    return (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>'
        "</Relationships>"
    )


def _document() -> str:
    paragraphs = "".join(_paragraph(font, style) for font in _FONTS for style in _STYLES)
    cell = f"<w:tc>{_paragraph(_FONTS[0], '')}</w:tc>"
    table = (
        '<w:tbl><w:tblPr><w:tblW w:w="0" w:type="auto"/></w:tblPr>'
        f"<w:tblGrid><w:gridCol/><w:gridCol/></w:tblGrid><w:tr>{cell}{cell}</w:tr></w:tbl>"
    )
    return f'<w:document xmlns:w="{_WORD}"><w:body>{paragraphs}{table}<w:p/></w:body></w:document>'


def _paragraph(font: str, style: str) -> str:
    fonts = f'<w:rFonts w:ascii="{font}" w:hAnsi="{font}" w:cs="{font}"/>'
    return f"<w:p><w:r><w:rPr>{fonts}{style}</w:rPr><w:t>{escape(_TEXT)}</w:t></w:r></w:p>"
