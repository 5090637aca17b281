"""Refuses a docx that is dangerous to open, before python-docx or LibreOffice sees it.

First the archive by its directory alone, then every part by its name, then the XML by a parser that
builds no tree. The limits and the rules follow OWASP ASVS 5.0, 5.2, and what LibreOffice was seen
to fetch from a document.
"""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Mapping
from typing import Final

from doc_templates.part_safety import Budget, check_xml
from doc_templates.refusals import Reason, refusal

MAX_FILE: Final = 20_000_000
MAX_PARTS: Final = 2_000
MAX_UNPACKED: Final = 100_000_000
MAX_RATIO: Final = 200
_RATIO_FREE: Final = 1_000_000  # a part this small is no bomb, however well it packs

_CONTENT_TYPES: Final = "[Content_Types].xml"
_DOCUMENT: Final = "word/document.xml"
_LOCAL_HEADER: Final = b"PK\x03\x04"
_LOCAL_SIZE: Final = 30  # without the name and the extra field
_END: Final = struct.Struct("<4s4H2LH")  # the end of the directory: APPNOTE 6.3.10, 4.3.16
_END_SIGNATURE: Final = b"PK\x05\x06"
_LONG_END: Final = b"PK\x06\x07"  # of Zip64, which a file of 20 MB never needs
_MAX_DIRECTORY: Final = MAX_PARTS * 300
_ENCRYPTED: Final = 0x1
_METHODS: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_NAME: Final = re.compile(r"(?!.*\.\.)(?!.*//)[\w\[][^\x00-\x1f\x7f\\:*?\"<>|]*")
_BY_NAME: Final[Mapping[Reason, re.Pattern[str]]] = {
    Reason.MACRO: re.compile(r"vba(project|data)|macros?/", re.IGNORECASE),
    Reason.ACTIVEX: re.compile(r"activex|ctrlprops", re.IGNORECASE),
    Reason.OLE_OBJECT: re.compile(r"embeddings|oleobject", re.IGNORECASE),
    Reason.ALT_CHUNK: re.compile(r"afchunk", re.IGNORECASE),
}
_XML: Final = frozenset({"xml", "rels"})
_INERT: Final = frozenset({
    "png", "jpg", "jpeg", "gif", "bmp", "tif", "tiff", "emf", "wmf", "odttf",
})  # fmt: skip
_ZIP_FAULTS: Final = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, OverflowError, RuntimeError,
    ValueError,
)  # fmt: skip


def check_docx(docx: bytes) -> None:
    """Raise UnsafeTemplateError, with a reason and a part, unless ``docx`` is a plain document."""
    if not docx:
        raise refusal(Reason.EMPTY)
    if len(docx) > MAX_FILE:
        raise refusal(Reason.TOO_LARGE)
    if not docx.startswith(_LOCAL_HEADER):
        raise refusal(Reason.NOT_DOCX)
    try:
        promised = _check_end(docx)
        with zipfile.ZipFile(io.BytesIO(docx)) as package:
            if len(package.infolist()) != promised:
                raise refusal(Reason.BROKEN_ZIP)
            _check_directory(package.infolist(), len(docx))
            _check_places(docx, package.infolist(), package.start_dir)
            _check_parts(package)
    except _ZIP_FAULTS as error:
        raise refusal(Reason.BROKEN_ZIP) from error


def _check_end(docx: bytes) -> int:
    """The directory is small, whole, and the one that any reader finds; how many parts it names.

    A second end record hides a second directory: two programs would open two different documents.
    """
    place = docx.rfind(_END_SIGNATURE)
    if place < 0 or _LONG_END in docx[max(place - 20, 0) : place]:
        raise refusal(Reason.BROKEN_ZIP)
    _, disk, first, here, total, size, offset, comment = _END.unpack_from(docx, place)
    if total > MAX_PARTS or size > _MAX_DIRECTORY:
        raise refusal(Reason.TOO_MANY_PARTS)
    alone = docx.find(_END_SIGNATURE, offset) == place
    whole = (disk, first, here, offset + size) == (0, 0, total, place)
    if not (alone and whole and place + _END.size + comment == len(docx)):
        raise refusal(Reason.BROKEN_ZIP)
    return int(total)


def _check_places(docx: bytes, members: list[zipfile.ZipInfo], directory: int) -> None:
    """No two members share bytes: a bomb is small because its members do."""
    free = 0
    for member in sorted(members, key=lambda one: one.header_offset):
        begin = member.header_offset
        names = struct.unpack_from("<HH", docx, begin + 26)
        end = begin + _LOCAL_SIZE + sum(names) + member.compress_size
        if begin < free or end > directory:
            raise refusal(Reason.BROKEN_ZIP, member.filename)
        free = end


def _check_directory(members: list[zipfile.ZipInfo], packed: int) -> None:
    if len(members) > MAX_PARTS:
        raise refusal(Reason.TOO_MANY_PARTS)
    unpacked = sum(member.file_size for member in members)
    if unpacked > MAX_UNPACKED:
        raise refusal(Reason.UNPACKED_TOO_LARGE)
    if unpacked > max(packed * MAX_RATIO, _RATIO_FREE):
        raise refusal(Reason.PACKED_TOO_TIGHTLY)
    seen: set[str] = set()
    for member in members:
        _check_member(member)
        name = member.filename.casefold()
        if name in seen:
            raise refusal(Reason.DUPLICATE_PART, member.filename)
        seen.add(name)
    if not seen >= {_CONTENT_TYPES.casefold(), _DOCUMENT}:
        raise refusal(Reason.NOT_DOCX)


def _check_member(member: zipfile.ZipInfo) -> None:
    name = member.orig_filename  # `filename` ends at the first NUL
    if member.flag_bits & _ENCRYPTED:
        raise refusal(Reason.ENCRYPTED, name)
    if member.compress_type not in _METHODS:
        raise refusal(Reason.BROKEN_ZIP, name)
    if not _NAME.fullmatch(name):
        raise refusal(Reason.PART_NAME, name)
    if member.file_size > max(member.compress_size * MAX_RATIO, _RATIO_FREE):
        raise refusal(Reason.PACKED_TOO_TIGHTLY, name)
    for reason, pattern in _BY_NAME.items():
        if pattern.search(name):
            raise refusal(reason, name)
    if not member.is_dir() and _extension(name) not in _XML | _INERT:
        raise refusal(Reason.UNEXPECTED_PART, name)


def _check_parts(package: zipfile.ZipFile) -> None:
    budget = Budget()
    for member in package.infolist():
        content = package.read(member)
        if _extension(member.filename) in _XML:
            check_xml(member.filename, content, budget)


def _extension(name: str) -> str:
    return name.rpartition(".")[2].lower()
