"""Fills docx templates. A template is compiled once; one filling is then rendering and zipping.

The parts without tags are deflated once, for either edition of ГОСТ Р 7.0.97. The bytes depend on
the template and the values alone.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from jinja2 import Template
from lxml import etree

from doc_templates.errors import FillingError
from doc_templates.part_source import has_tags, part_source, resolve_breaks
from doc_templates.qr_code import place_code
from doc_templates.safety import check_docx
from doc_templates.sandbox import compile_text, render
from doc_templates.style_profile import STYLES, is_older, narrow_corner
from doc_templates.table_grid import repair_body

_DOCUMENT: Final = "word/document.xml"
_FILLED: Final = re.compile(
    r"word/(?:document|header\d*|footer\d*|footnotes|endnotes)\.xml|docProps/core\.xml", re.ASCII
)
_DECLARATION: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)  # the earliest moment that a zip member can have
_DEFLATE_LEVEL: Final = 1  # a filled docx lives until it is converted: speed before size
_STATIC_LEVEL: Final = 9
#: Word holds no two bookmarks of one name: in another branch, a place for the same signature is
#: called `signature_head_2`. A filled document has one of them, under the name that is signed at.
_OTHER_PLACE: Final = re.compile(r'(<w:bookmarkStart[^>]* w:name="signature_[a-z_]*[a-z])_\d+"')
_BREAKS: Final = re.compile("[\n\t]")


@dataclass(frozen=True)
class _Part:
    """A part of the document that holds tags."""

    name: str
    template: Template

    def fill(self, context: Mapping[str, object], code: str | None) -> bytes:
        xml = render(self.template, context, part=self.name)
        if _BREAKS.search(xml):
            xml = resolve_breaks(xml)
        tree = self._parsed(xml)
        if self.name == _DOCUMENT:
            changed = repair_body(tree)
            if (code is not None and place_code(tree, code)) or changed:
                xml = etree.tostring(tree, encoding="unicode")
            xml = _OTHER_PLACE.sub(r'\1"', xml)
        return (_DECLARATION + xml).encode()

    def _parsed(self, xml: str) -> etree._Element:
        try:
            return etree.fromstring(xml, _parser())
        except etree.XMLSyntaxError as error:
            # The message of libxml2 may quote the text around the fault: it stays in the chain only
            # as a kind of error.
            message = "Условия и повторы шаблона разрывают его таблицы или абзацы."
            fault = FillingError(message, part=self.name, detail=f"not XML, line {error.lineno}")
        raise fault


@dataclass(frozen=True)
class CompiledTemplate:
    """A template ready to be filled, from any thread."""

    _static: bytes
    _older_static: bytes
    _parts: tuple[_Part, ...]

    def fill(self, context: Mapping[str, object], code: str | None = None) -> bytes:
        """Return the filled docx, with the QR code of the text `code` on its first sheet.

        The same context and code give the same bytes.

        Raises FillingError, which names the variable, when a value is missing or cannot be printed.
        """
        filled = [(part.name, part.fill(context, code)) for part in self._parts]
        static = self._older_static if is_older(context) else self._static
        return _zip(static, filled, _DEFLATE_LEVEL)


def compile_template(docx: bytes) -> CompiledTemplate:
    """Check and compile a template.

    Raises UnsafeTemplateError (the file is dangerous), FillingError (its tags are wrong).
    """
    check_docx(docx)
    static: list[tuple[str, bytes]] = []
    parts: list[_Part] = []
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        for name in package.namelist():
            content = package.read(name)
            if _FILLED.fullmatch(name) and has_tags(content):
                source = part_source(content, name)
                parts.append(_Part(name, compile_text(source, markup=True, part=name)))
            else:
                static.append((name, content))
    older = [(name, narrow_corner(part) if name == STYLES else part) for name, part in static]
    packed, older_packed = (_zip(b"", members, _STATIC_LEVEL) for members in (static, older))
    return CompiledTemplate(packed, older_packed, tuple(parts))


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)


def _zip(start: bytes, members: Iterable[tuple[str, bytes]], level: int) -> bytes:
    """Append ``members`` to the archive ``start``."""
    packed = io.BytesIO(start)
    with zipfile.ZipFile(packed, "a", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        for name, content in members:
            member = zipfile.ZipInfo(name, _EPOCH)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.create_system = 3  # Unix, whatever fills it
            member.external_attr = 0o644 << 16
            archive.writestr(member, content, compresslevel=level)
    return packed.getvalue()
