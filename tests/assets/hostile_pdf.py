"""PDF files that are made to hurt whoever reads them: each a few lines, none of them a document."""

import io
import re
import zlib
from collections.abc import Callable, Iterator, Mapping
from typing import Final

import pikepdf

MEGABYTE: Final = 1024 * 1024
_HEAD: Final = b"%PDF-1.7\n"


def build(objects: Mapping[int, bytes], root: int = 1, extra: bytes = b"") -> bytes:
    """A file of these objects with a plain table of references and `extra` in its trailer."""
    file, places = bytearray(_HEAD), {}
    for number, content in objects.items():
        places[number] = len(file)
        file += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    size, start = max(objects) + 1, len(file)
    file += b"xref\n0 %d\n0000000000 65535 f \n" % size
    for number in range(1, size):
        place = places.get(number)
        file += b"%010d 00000 n \n" % place if place else b"0000000000 00000 f \n"
    file += b"trailer\n<< /Size %d /Root %d 0 R %s >>\n" % (size, root, extra)
    return bytes(file + b"startxref\n%d\n%%%%EOF\n" % start)


def with_form(fields: bytes, **more: bytes) -> bytes:
    """A file of one page with these fields in its form, and more objects by `o<number>`."""
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /SigFlags 3 /Fields ["
        + fields
        + b"] >> >>",
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
        **{int(name[1:]): content for name, content in more.items()},
    }
    return build(objects)


def stream(entries: bytes, content: bytes) -> bytes:
    return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (entries, len(content), content)


def signature(contents: bytes = b"00", byte_range: bytes = b"[0 100 200 100]") -> bytes:
    """A field with a signature of this content."""
    return with_form(
        b"4 0 R",
        o4=b"<< /FT /Sig /T (one) /V 5 0 R >>",
        o5=b"<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached"
        b" /Contents <" + contents + b"> /ByteRange " + byte_range + b" >>",
    )


def bomb(levels: int, size: int = 10 * MEGABYTE) -> bytes:
    """Zeros, deflated again and again: each level makes them a thousand times as many."""
    packer, packed = zlib.compressobj(9), b""
    for _ in range(size // MEGABYTE):
        packed += packer.compress(bytes(MEGABYTE))
    content = packed + packer.flush()
    for _ in range(levels - 1):
        content = zlib.compress(content, 9)
    return content


def with_reference_stream(entries: bytes, content: bytes) -> bytes:
    """A file whose table of references is a stream."""
    file = _HEAD + b"1 0 obj\n<< /Type /Catalog >>\nendobj\n"
    body = stream(b"/Type /XRef /Root 1 0 R " + entries, content)
    return file + b"2 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n" % (body, len(file))


def with_object_stream(entries: bytes, content: bytes) -> bytes:
    """A file whose catalogue lies in a packed stream of objects."""
    file = _HEAD
    packed = len(file)
    file += b"5 0 obj\n" + stream(b"/Type /ObjStm " + entries, content) + b"\nendobj\n"
    table = b"".join(
        kind.to_bytes(1) + place.to_bytes(4) + index.to_bytes(1)
        for kind, place, index in ((0, 0, 0), (2, 5, 0), (1, len(file), 0))
    ) + bytes(12)
    rows = table + b"\x01" + packed.to_bytes(4) + b"\x00"
    body = stream(b"/Type /XRef /Size 6 /W [1 4 1] /Root 1 0 R", rows)
    return file + b"2 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n" % (body, len(file))


def encrypted(file: bytes) -> bytes:
    written = io.BytesIO()
    with pikepdf.open(io.BytesIO(file)) as document:
        document.save(written, encryption=pikepdf.Encryption(owner="a", user="b", R=6))
    return written.getvalue()


def looping_revisions() -> bytes:
    """The last table of references says that it is the one before itself."""
    file = build({1: b"<< /Type /Catalog >>"})
    start = int(file.rpartition(b"startxref\n")[2].split()[0])
    return build({1: b"<< /Type /Catalog >>"}, extra=b"/Prev %d" % start)


def many_revisions(count: int) -> bytes:
    file = bytearray(build({1: b"<< /Type /Catalog >>"}))
    start = int(file.rpartition(b"startxref\n")[2].split()[0])
    for _ in range(count):
        place = len(file)
        file += b"xref\n0 0\ntrailer\n<< /Size 2 /Root 1 0 R /Prev %d >>\n" % start
        file += b"startxref\n%d\n%%%%EOF\n" % place
        start = place
    return bytes(file)


def many_signatures(good: bytes, count: int) -> bytes:
    """A good signature in a great many fields: each has to be examined."""
    found = re.search(rb"/Fields\s*\[", good)
    assert found
    with pikepdf.open(io.BytesIO(good)) as document:
        fields = document.Root.AcroForm.Fields
        value = fields[0].V
        for number in range(count):
            field = pikepdf.Dictionary(FT=pikepdf.Name.Sig, T=f"copy{number}", V=value)
            fields.append(document.make_indirect(field))
        written = io.BytesIO()
        document.save(written)
        return written.getvalue()


def rewritten(good: bytes) -> bytes:
    """A signed file as another program saves it: the same page, other bytes."""
    written = io.BytesIO()
    with pikepdf.open(io.BytesIO(good)) as document:
        document.save(written)
    return written.getvalue()


def nested_der(depth: int) -> bytes:
    """Sequences within sequences (of indefinite length), in hexadecimal."""
    return b"3080" * depth + b"0000" * depth


#: Files that are nothing of ours, by what is wrong with them.
STRANGE: Final[Mapping[str, Callable[[], bytes]]] = {
    "nothing": lambda: b"",
    "one_byte": lambda: b"%",
    "text": "Это не PDF.".encode,
    "head_only": lambda: _HEAD,
    "page_of_html": lambda: b"<!doctype html><script>alert(1)</script>",
    "archive": lambda: b"PK\x03\x04" + bytes(1000),
    "zeros": lambda: _HEAD + bytes(5 * MEGABYTE),
    "garbage_50_mb": lambda: _HEAD + (b"\x8f\x13 obj << >> [ ( \n" * 2_900_000)[: 50 * MEGABYTE],
    "cut_off": lambda: signature()[:300],
    "no_trailer": lambda: build({1: b"<< /Type /Catalog >>"}).partition(b"trailer")[0],
    "reference_outside": lambda: _HEAD + b"startxref\n99999999999\n%%EOF\n",
    "reference_negative": lambda: _HEAD + b"startxref\n-5\n%%EOF\n",
    "endless_revisions": looping_revisions,
    "revisions_20000": lambda: many_revisions(20_000),
    "references_999999999": lambda: (
        _HEAD + b"xref\n0 999999999\ntrailer\n<< >>\nstartxref\n9\n%%EOF"
    ),
    "deep_arrays": lambda: with_form(b"[" * 100_000 + b"]" * 100_000),
    "deep_dictionaries": lambda: with_form(b"<< /A " * 50_000 + b"0" + b" >>" * 50_000),
    "root_is_itself": lambda: build({1: b"1 0 R"}),
    "form_is_a_loop": lambda: with_form(b"4 0 R", o4=b"<< /T (a) /Kids [4 0 R] >>"),
    "parents_are_a_loop": lambda: with_form(
        b"4 0 R", o4=b"<< /FT /Sig /T (a) /Parent 5 0 R >>", o5=b"<< /T (b) /Parent 4 0 R >>"
    ),
    "pages_are_a_loop": lambda: build(
        {1: b"<< /Type /Catalog /Pages 2 0 R >>", 2: b"<< /Type /Pages /Kids [2 0 R] /Count 9 >>"}
    ),
    "fields_explode": lambda: with_form(
        b"10 0 R",
        **{f"o{n}": b"<< /T (a) /Kids [%d 0 R %d 0 R] >>" % (n + 1, n + 1) for n in range(10, 60)},
        o60=b"<< /T (z) >>",
    ),
    "bomb_of_references": lambda: with_reference_stream(
        b"/Size 9 /W [1 4 1] /Filter /FlateDecode", bomb(1, 2000 * MEGABYTE)
    ),
    "bomb_in_a_bomb": lambda: with_reference_stream(
        b"/Size 9 /W [1 4 1] /Filter [/FlateDecode /FlateDecode]", bomb(2, 2000 * MEGABYTE)
    ),
    "bomb_of_objects": lambda: with_object_stream(
        b"/N 1 /First 4 /Filter /FlateDecode", bomb(1, 2000 * MEGABYTE)
    ),
    "objects_999999999": lambda: with_object_stream(b"/N 999999999 /First 4", b"1 0 << >>"),
    "wide_references": lambda: with_reference_stream(b"/Size 999999999 /W [0 0 0]", b""),
    "signature_of_zeros": lambda: signature(b"00" * 4096),
    "signature_nested": lambda: signature(nested_der(100_000)),
    "signature_odd": lambda: signature(b"3"),
    "range_negative": lambda: signature(byte_range=b"[0 -1 -5 10]"),
    "range_huge": lambda: signature(byte_range=b"[0 99999999999999999999 5 99999999999999999999]"),
    "range_of_words": lambda: signature(byte_range=b"[(a) (b) /C null]"),
    "range_is_itself": lambda: signature(byte_range=b"5 0 R"),
    "encrypted": lambda: encrypted(with_form(b"")),
}


def spoil(good: bytes) -> Iterator[tuple[str, bytes]]:
    """A good signed file, made worse."""
    middle = len(good) // 3
    yield "with_a_tail", good + b"\n%% more\n" * 1000
    yield "with_another_revision", good + build({1: b"<< /Type /Catalog >>"})
    yield "cut_short", good[:-200]
    yield "without_its_middle", good[:middle] + good[middle + 50 :]
    yield "saved_again", rewritten(good)
    yield "encrypted_later", encrypted(good)
    yield "signed_2000_times", many_signatures(good, 2000)
