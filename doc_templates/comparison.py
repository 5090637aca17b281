"""Where two docx first differ: by part and paragraph, never by what is written there."""

import io
import re
import zipfile
import zlib
from typing import Final

_PARAGRAPH: Final = re.compile(rb"<w:p[ >/]")
_BODY: Final = "word/document.xml"


def find_difference(stored: bytes, rebuilt: bytes) -> str | None:
    """A Russian sentence that names the first difference; None when every byte is the same."""
    if stored == rebuilt:
        return None
    try:
        was, is_now = _parts(stored), _parts(rebuilt)
    except (zipfile.BadZipFile, zlib.error, RuntimeError):  # or encrypted, or packed in another way
        return "файл не разбирается на части"
    if list(was) != list(is_now):
        return "состав частей другой"
    places = (_place(name, was[name], is_now[name]) for name in was if was[name] != is_now[name])
    return next(places, "части одинаковы, упакованы иначе")


def _parts(docx: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        return {name: package.read(name) for name in package.namelist()}


def _place(name: str, was: bytes, is_now: bytes) -> str:
    pairs = enumerate(zip(was, is_now, strict=False))
    offset = next((n for n, (a, b) in pairs if a != b), min(len(was), len(is_now)))
    paragraph = len(_PARAGRAPH.findall(was[:offset]))
    place = f"абзац {paragraph}" if name == _BODY and paragraph else f"байт {offset}"
    return f"часть {name}, {place}"
