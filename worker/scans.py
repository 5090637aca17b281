"""Scans of paper that somebody signed by hand: taken apart to pictures, put together anew.

Nothing of a sent file is kept but what its pictures show: no script, no font, no second revision.
Only for a process that has nothing to lose (`worker.judging`).
"""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from io import BytesIO
from typing import Final

import pikepdf
from pikepdf import pdfa
from PIL import Image, ImageOps

from worker.pdf_check import check_pdf
from worker.scan_mark import mark_scan

MAX_PAGES: Final = 20
MAX_PIXELS: Final = 36_000_000
"""Of a page: A4 at 600 dots per inch."""
_DOTS: Final = (2480, 3508)
"""A4 at 300 dots per inch; what is finer is made so."""
_A4: Final = (595.276, 841.89)
_QUALITY: Final = 85
_TITLE: Final = "Скан-копия подписанного на бумаге документа"


class ScanFault(StrEnum):
    """Why a file is no scan that can be kept."""

    UNREADABLE = "scan_unreadable"
    TOO_LARGE = "scan_too_large"
    NO_SCAN = "scan_without_pictures"


class ScanError(Exception):
    """The file was refused; `code` is public."""

    def __init__(self, code: ScanFault) -> None:
        super().__init__(code)
        self.code = code


def copy_scan(content: bytes, day: date) -> bytes:
    """Return a PDF/A-2b of the pictures in `content`: PDF, JPEG or PNG. Raises ScanError.

    The first page says that it is a scan and on which `day` it came, if a corner of it is empty.
    """
    try:
        pages = enumerate(_read(content))
        pictures = [_encode(one if number else mark_scan(one, day)) for number, one in pages]
        copy = _bind(pictures)
        check_pdf(copy)
    except ScanError:
        raise
    except Exception as error:  # a hostile file provokes anything
        raise ScanError(ScanFault.UNREADABLE) from error
    return copy


def _read(content: bytes) -> Iterator[Image.Image]:
    if content.startswith(b"%PDF"):
        yield from _read_pages(content)
        return
    with Image.open(BytesIO(content), formats=("JPEG", "PNG")) as picture:
        yield _bound(picture)


def _read_pages(content: bytes) -> Iterator[Image.Image]:
    """The picture of every page: a scanner's PDF has one on each, and nothing else counts."""
    with pikepdf.open(BytesIO(content)) as document:
        if len(document.pages) > MAX_PAGES:
            raise ScanError(ScanFault.TOO_LARGE)
        for page in document.pages:
            pictures = list(page.get_images().values())
            if len(pictures) != 1 or not isinstance(pictures[0], pikepdf.Stream):
                raise ScanError(ScanFault.NO_SCAN)
            picture = pictures[0]
            if int(picture.Width) * int(picture.Height) > MAX_PIXELS:
                raise ScanError(ScanFault.TOO_LARGE)
            turned = pikepdf.PdfImage(picture).as_pil_image()
            yield _bound(turned.rotate(-int(page.obj.get("/Rotate", 0)), expand=True))


def _bound(picture: Image.Image) -> Image.Image:
    """The picture upright, without transparency, no finer than it has to be."""
    if picture.width * picture.height > MAX_PIXELS:
        raise ScanError(ScanFault.TOO_LARGE)
    wide = picture.width > picture.height
    if picture.format == "JPEG":  # decodes a large one small at once
        picture.draft(None, _DOTS[::-1] if wide else _DOTS)
    upright = ImageOps.exif_transpose(picture)
    if upright.has_transparency_data:
        paper = Image.new("RGBA", upright.size, "white")
        upright = Image.alpha_composite(paper, upright.convert("RGBA"))
    flat = upright.convert("L" if upright.mode in {"1", "L"} else "RGB")
    flat.thumbnail(_DOTS[::-1] if flat.width > flat.height else _DOTS)
    return flat


def _encode(picture: Image.Image) -> tuple[Image.Image, bytes]:
    output = BytesIO()
    picture.save(output, "JPEG", quality=_QUALITY)
    return picture, output.getvalue()


def _bind(pictures: list[tuple[Image.Image, bytes]]) -> bytes:
    if not pictures:
        raise ScanError(ScanFault.NO_SCAN)
    with pikepdf.new() as document:
        for picture, jpeg in pictures:
            _add_page(document, picture, jpeg)
        document.docinfo["/Title"] = _TITLE
        output = BytesIO()
        # Not `pdfa.save`: it wants a temporary file, and this process may write none.
        pdfa.prepare(document, pdfa.Flavour.PDFA_2B)
        document.save(output, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        return output.getvalue()


def _add_page(document: pikepdf.Pdf, picture: Image.Image, jpeg: bytes) -> None:
    width, height = _A4[::-1] if picture.width > picture.height else _A4
    scale = min(width / picture.width, height / picture.height)
    wide, high = picture.width * scale, picture.height * scale
    page = document.add_blank_page(page_size=(width, height))
    stream = pikepdf.Stream(
        document,
        jpeg,
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image,
        Width=picture.width,
        Height=picture.height,
        BitsPerComponent=8,
        ColorSpace=pikepdf.Name.DeviceGray if picture.mode == "L" else pikepdf.Name.DeviceRGB,
        Filter=pikepdf.Name.DCTDecode,
    )
    name = page.add_resource(stream, pikepdf.Name.XObject)
    left, low = (width - wide) / 2, (height - high) / 2
    drawing = f"q {wide:.3f} 0 0 {high:.3f} {left:.3f} {low:.3f} cm {name} Do Q"
    page.Contents = pikepdf.Stream(document, drawing.encode())
