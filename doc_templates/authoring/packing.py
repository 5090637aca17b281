"""Turns a python-docx document into the slim, reproducible bytes of a template.

LibreOffice reads every style and part of a file for every document it converts, so a template
carries nothing that it does not use. The bytes depend on the content alone: fixed dates, fixed
order, no compression (the output of zlib differs between its builds).
"""

import datetime as dt
import io
import zipfile

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest moment a zip member can have
_WRITTEN = dt.datetime(2025, 9, 1, tzinfo=dt.UTC)
_KEPT = frozenset(
    {
        RELATIONSHIP_TYPE.STYLES,
        RELATIONSHIP_TYPE.SETTINGS,
        RELATIONSHIP_TYPE.FONT_TABLE,
        RELATIONSHIP_TYPE.HEADER,
        RELATIONSHIP_TYPE.OFFICE_DOCUMENT,
        RELATIONSHIP_TYPE.CORE_PROPERTIES,
    }
)


def pack(document: Document, title: str) -> bytes:
    """Return the docx file of ``document``; ``title`` goes into its core properties."""
    _describe(document, title)
    _drop_unused_styles(document)
    _drop_unused_parts(document)
    written = io.BytesIO()
    document.save(written)
    return _repack(written)


def _describe(document: Document, title: str) -> None:
    core = document.core_properties
    core.title = title
    core.language = "ru-RU"
    core.author = core.last_modified_by = "Гриф"
    core.comments = core.keywords = core.subject = core.category = ""
    core.created = core.modified = _WRITTEN
    core.revision = 1


def _drop_unused_styles(document: Document) -> None:
    named = document.element.xpath("//w:pStyle/@w:val | //w:tblStyle/@w:val")
    used = {"Normal", *named}
    root = document.styles.element
    for style in root.findall(qn("w:style")):
        if style.get(qn("w:styleId")) not in used:
            root.remove(style)


def _drop_unused_parts(document: Document) -> None:
    for relationships in (document.part.rels, document.part.package.rels):
        for key, relationship in list(relationships.items()):
            if relationship.reltype not in _KEPT:
                del relationships[key]


def _repack(written: io.BytesIO) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(packed, "w") as target:
        for name in source.namelist():
            member = zipfile.ZipInfo(name, _EPOCH)
            member.create_system = 3  # Unix, whatever builds it
            member.external_attr = 0o644 << 16
            target.writestr(member, source.read(name))
    return packed.getvalue()
