"""Whether a signed document still obeys PDF/A-2b or -3b (ISO 19005-2, -3).

Not a validator: it looks at what a signing revision can break, and agrees with veraPDF there. The
document as a whole is checked before it is signed.
"""

import re
from collections.abc import Iterator
from io import BytesIO

import pikepdf

_FORBIDDEN_IN_CATALOGUE = ("/AA", "/Requirements")  # 6.5.2, 6.11
_FORBIDDEN_FILTERS = {"/LZWDecode", "/Crypt"}  # 6.1.7.2
_FORBIDDEN_ACTIONS = {"/JavaScript", "/Launch", "/ImportData", "/ResetForm", "/Sound", "/Movie"}
_NEEDS_NO_APPEARANCE = {"/Popup", "/Link"}  # 6.3.3
_PRINT = 4
_INVISIBLE_HIDDEN_NO_VIEW = 1 | 2 | 32  # 6.3.2
_DEEPEST_FORM = 8

_FILE_KEYS = ("/AFRelationship", "/F", "/UF")

_CLAIM = re.compile(rb"pdfaid:part\s*(>|=\s*[\"'])\s*[23]")
_CLAIM_2 = re.compile(rb"pdfaid:part\s*(>|=\s*[\"'])\s*2")


def check(pdf: bytes) -> tuple[str, ...]:
    """Return what is wrong, in a few words each and without repetition; nothing means good."""
    try:
        with pikepdf.open(BytesIO(pdf)) as document:
            return tuple(sorted(set(_list_faults(document, pdf))))
    except pikepdf.PdfError as error:
        return (f"unreadable: {type(error).__name__}",)


def _list_faults(document: pikepdf.Pdf, pdf: bytes) -> Iterator[str]:
    if document.is_encrypted:
        yield "encrypted"
    yield from _check_catalogue(document.Root)
    for page in document.pages:
        yield from _check_fonts(page.obj.get("/Resources"), depth=0)
        for annotation in page.obj.get("/Annots", ()):
            yield from _check_annotation(annotation)
    for thing in document.objects:
        if isinstance(thing, pikepdf.Stream):
            yield from _check_stream(thing)
        elif isinstance(thing, pikepdf.Dictionary) and "/ByteRange" in thing:
            yield from _check_byte_range(thing, pdf)
        elif isinstance(thing, pikepdf.Dictionary) and "/EF" in thing:
            yield from _check_file(thing, document.Root)


def _check_catalogue(root: pikepdf.Object) -> Iterator[str]:
    metadata = root.get("/Metadata")
    if not isinstance(metadata, pikepdf.Stream):
        yield "no XMP metadata"
    elif "/Filter" in metadata:
        yield "XMP metadata is filtered"
    elif not _CLAIM.search(metadata.read_bytes()):
        yield "XMP metadata does not claim PDF/A-2 or PDF/A-3"
    yield from (f"catalogue has {key}" for key in _FORBIDDEN_IN_CATALOGUE if key in root)
    form = root.get("/AcroForm", pikepdf.Dictionary())
    if bool(form.get("/NeedAppearances", False)):
        yield "form asks viewers to draw appearances"
    if "/XFA" in form:
        yield "form has XFA"


def _check_file(file: pikepdf.Dictionary, root: pikepdf.Object) -> Iterator[str]:
    """A file carried along is described and belongs to the document (ISO 19005-3, 6.8)."""
    if _CLAIM_2.search(root.Metadata.read_bytes()):
        yield "PDF/A-2 carries a file"
    yield from (f"file without {key}" for key in _FILE_KEYS if key not in file)
    content = file.EF.get("/F", pikepdf.Dictionary())
    if "/Subtype" not in content:
        yield "file without a media type"
    if "/ModDate" not in content.get("/Params", pikepdf.Dictionary()):
        yield "file without a date"
    if file.objgen not in {one.objgen for one in root.get("/AF", ())}:
        yield "file is not associated with the document"


def _check_annotation(annotation: pikepdf.Object) -> Iterator[str]:
    kind = str(annotation.get("/Subtype", ""))
    flags = int(annotation.get("/F", 0))
    if kind != "/Popup" and (not flags & _PRINT or flags & _INVISIBLE_HIDDEN_NO_VIEW):
        yield f"annotation {kind} has flags {flags}"
    appearance = annotation.get("/AP")
    if appearance is not None:
        yield from _check_appearance(appearance)
    elif kind not in _NEEDS_NO_APPEARANCE and _has_area(annotation):
        yield f"annotation {kind} has no appearance"
    action = annotation.get("/A", pikepdf.Dictionary())
    if "/AA" in annotation or str(action.get("/S", "")) in _FORBIDDEN_ACTIONS:
        yield f"annotation {kind} has a forbidden action"


def _has_area(annotation: pikepdf.Object) -> bool:
    left, bottom, right, top = (float(corner) for corner in annotation.get("/Rect", (0, 0, 0, 0)))
    return left != right or bottom != top


def _check_appearance(appearance: pikepdf.Object) -> Iterator[str]:
    if set(appearance.keys()) != {"/N"}:
        yield "appearance has more than /N"
    normal = appearance.get("/N")
    if isinstance(normal, pikepdf.Stream):
        yield from _check_fonts(normal.get("/Resources"), depth=0)


def _check_fonts(resources: pikepdf.Object | None, depth: int) -> Iterator[str]:
    """Every font program is embedded, in nested forms too (6.2.11.4)."""
    if resources is None or depth > _DEEPEST_FORM:
        return
    for font in resources.get("/Font", pikepdf.Dictionary()).values():
        if not _is_embedded(font):
            yield f"font not embedded: {font.get('/BaseFont', '?')}"
    for thing in resources.get("/XObject", pikepdf.Dictionary()).values():
        if thing.get("/Subtype") == "/Form":
            yield from _check_fonts(thing.get("/Resources"), depth + 1)


def _is_embedded(font: pikepdf.Object) -> bool:
    if font.get("/Subtype") == "/Type3":
        return True
    described = font.DescendantFonts[0] if font.get("/Subtype") == "/Type0" else font
    descriptor = described.get("/FontDescriptor", pikepdf.Dictionary())
    return any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3"))


def _check_stream(stream: pikepdf.Stream) -> Iterator[str]:
    filters = stream.get("/Filter", ())
    names = {str(filters)} if isinstance(filters, pikepdf.Name) else set(map(str, filters))
    if names & _FORBIDDEN_FILTERS:
        yield f"filter {', '.join(sorted(names & _FORBIDDEN_FILTERS))}"
    if "/F" in stream:
        yield "stream in another file"


def _check_byte_range(signature: pikepdf.Dictionary, pdf: bytes) -> Iterator[str]:
    """The gap of the byte range is exactly the value of /Contents (6.4.3)."""
    numbers = [int(number) for number in signature.ByteRange]
    if len(numbers) != len(("start", "length", "start", "length")) or numbers[0] != 0:
        yield "byte range is malformed"
        return
    opening, closing = numbers[1], numbers[2] - 1
    if pdf[opening : opening + 1] != b"<" or pdf[closing : closing + 1] != b">":
        yield "byte range leaves out more than the signature"
