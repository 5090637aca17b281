"""One docx per way to do harm, with the reason for which the safety gate must refuse it."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from tests.assets.docx_packages import (
    field,
    make_docx,
    make_parts,
    make_text_docx,
    pack,
    paragraph,
    part_of,
    relationship,
    story_part,
)

Case = tuple[str, bytes]
"""A reason and the docx that must be refused for it."""

_OUTSIDE: Final = (
    "http://127.0.0.1/x.png", "https://example.test/x.png", "HTTP://example.test/x",
    "file:///etc/passwd", "FILE:/etc/passwd", "ftp://example.test/x", "\\\\server\\share\\x.png",
    "//server/share/x.png", "smb://server/x", "data:image/png;base64,AAAA", "C:\\secret.txt",
    " http://example.test/x", "ht\ttp://example.test/x", "vnd.sun.star.webdav://example.test/x",
    "javascript:alert(1)", "mhtml:http://example.test/x",
)  # fmt: skip
_CODES: Final = (
    "INCLUDEPICTURE http://example.test/x.png", "INCLUDETEXT /etc/passwd", "includetext x",
    "INCLUDE x", "IMPORT x", "DDE excel x", "DDEAUTO c:\\\\windows\\\\cmd.exe", "LINK Excel x",
    "DATABASE x", "MACROBUTTON x", "AUTOTEXT x", "FILLIN x", "ASK x", "SET x", "RD x", "GLOSSARY x",
    "HTMLCONTROL x", "EMBED x", "FILENAME", '"DDEAUTO" x', "", "x",
)  # fmt: skip
_BAD_NAMES: Final = (
    "../evil.xml", "word/../../evil.xml", "/etc/passwd.xml", "word\\evil.xml", "C:evil.xml",
    "word//evil.xml", "word/ev\x01il.xml", "word/ev\x7fil.xml", "word/a?.xml", " word/x.xml",
)  # fmt: skip


def dangerous_docx() -> Iterator[tuple[str, str, bytes]]:
    """Name, reason and bytes of every case."""
    for group in (_archives, _names, _links, _fields, _programs, _xml):
        for name, (reason, docx) in group().items():
            yield f"{group.__name__[1:]}-{name}", reason, docx


def _archives() -> Mapping[str, Case]:
    good = make_text_docx("текст")
    tight = {**make_parts(), "word/theme/theme1.xml": b"<a>" + b" " * 3_000_000 + b"</a>"}
    many = {**make_parts(), **{f"word/media/{n}.png": b"" for n in range(2_001)}}
    large = {**make_parts(), "word/media/1.png": zlib.compress(b"") * 2_600_000}
    bomb = {**make_parts(), **{f"word/media/{n}.png": bytes(900_000) for n in range(120)}}
    return {
        "empty": ("empty", b""),
        "text": ("not_docx", b"hello"),
        "doc": ("not_docx", bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)),
        "pdf": ("not_docx", b"%PDF-1.7\n%%EOF"),
        "polyglot": ("not_docx", b"%PDF-1.7\n" + good),
        "empty_zip": ("not_docx", pack({})),
        "other_zip": ("not_docx", pack({"hello.xml": b"<a/>"})),
        "no_types": ("not_docx", _without("[Content_Types].xml")),
        "no_document": ("not_docx", _without("word/document.xml")),
        "spreadsheet": ("not_docx", _retyped("wordprocessingml.document", "spreadsheetml.sheet")),
        "cut_end": ("broken_zip", good[:-30]),
        "cut_middle": ("broken_zip", good[: len(good) // 2]),
        "bad_checksum": ("broken_zip", _with_byte(good, good.index(b"PK\x01\x02") + 16)),
        "bad_header": ("broken_zip", _with_byte(good, 26)),
        "bad_deflate": ("broken_zip", _with_byte(good, 60)),
        "other_method": ("broken_zip", _with_method(good, 12)),
        "unknown_method": ("broken_zip", _with_method(good, 99)),
        "encrypted": ("encrypted", _with_flags(good, 0x1)),
        "many_parts": ("too_many_parts", pack(many)),
        "tight_part": ("packed_too_tightly", pack(tight, level=9)),
        "tight_parts": ("unpacked_too_large", pack(bomb, level=9)),
        "large_file": ("too_large", _stored(large)),
        "twice": ("duplicate_part", _twice("word/document.xml", "word/document.xml")),
        "twice_by_case": ("duplicate_part", _twice("word/document.xml", "WORD/Document.xml")),
    }


def _names() -> Mapping[str, Case]:
    added = {
        "word/vbaProject.bin": "macro",
        "word/vbaData.xml": "macro",
        "word/embeddings/oleObject1.bin": "ole_object",
        "word/embeddings/sheet.xlsx": "ole_object",
        "word/activeX/activeX1.xml": "activex",
        "word/activeX/activeX1.bin": "activex",
        "word/afchunk1.html": "alt_chunk",
        "word/media/page.html": "unexpected_part",
        "word/media/picture.svg": "unexpected_part",
        "word/media/program.exe": "unexpected_part",
        "word/media/noextension": "unexpected_part",
        "word/script.js": "unexpected_part",
        "word/inner.docx": "unexpected_part",
    }
    cases = {name: (reason, pack({**make_parts(), name: b"x"})) for name, reason in added.items()}
    for name in _BAD_NAMES:
        cases[f"{name!r}"] = ("part_name", pack({**make_parts(), name: b"<a/>"}))
    nul = pack({**make_parts(), "word/x.png~.xml": b"<a/>"}).replace(b"png~.xml", b"png\0.xml")
    return {**cases, "nul": ("part_name", nul)}


def _links() -> Mapping[str, Case]:
    reason = "external_link"
    cases = {
        f"{kind}:{target}": (reason, _linked(kind, target))
        for target in _OUTSIDE
        for kind in ("image", "hyperlink")
        if kind == "image" or not target.strip().lower().startswith(("http://", "https://"))
    }
    for target in ("http://example.test/x", "file:///etc/passwd", "\\\\server\\share"):
        docx = make_docx(relationships=relationship("image", target, external=False))
        cases[f"internal:{target}"] = (reason, docx)
    settings = {**make_parts(), "word/_rels/settings.xml.rels": _rels("attachedTemplate")}
    header = {**make_parts(), "word/_rels/header1.xml.rels": _rels("image")}
    kinds = {
        "attachedTemplate": "attached_template", "aFChunk": "alt_chunk", "oleObject": "ole_object",
        "package": "ole_object", "control": "activex", "subDocument": "external_link",
        "frame": "external_link", "mailMergeSource": "mail_merge",
    }  # fmt: skip
    for kind, why in kinds.items():
        docx = make_docx(relationships=relationship(kind, "x.xml", external=False))
        cases[kind] = (why, docx)
    cases["vbaProject"] = ("macro", make_docx(relationships=_vba()))
    cases["template_in_settings"] = ("attached_template", pack(settings))
    cases["image_in_header"] = (reason, pack(header))
    spaced = relationship("image", "http://x.test", external=True).replace('"Ext', '" ext')
    cases["mode_in_other_case"] = (reason, make_docx(relationships=spaced))
    for attribute in ('src="http://example.test/x.png"', 'src="file:///etc/passwd"',
                      'o:href="file:///x"', 'o:althref="http://example.test/x.png"'):  # fmt: skip
        body = f"<w:p><w:r><w:pict><v:imagedata {attribute}/></w:pict></w:r></w:p>"
        cases[f"vml:{attribute}"] = (reason, make_docx(body))
    return cases


def _fields() -> Mapping[str, Case]:
    reason = "forbidden_field"
    cases = {code: (reason, make_docx(field(code))) for code in _CODES}
    cut = "INCLUDEPICTURE http://example.test/x.png"
    cases["cut"] = (reason, make_docx(field(*cut)))
    simple = '<w:p><w:fldSimple w:instr=" DDEAUTO cmd x "><w:r/></w:fldSimple></w:p>'
    cases["simple"] = (reason, make_docx(simple))
    begin, separate = (
        f'<w:r><w:fldChar w:fldCharType="{mark}"/></w:r>' for mark in ("begin", "separate")
    )
    first, second = (f"<w:r><w:instrText>{half}</w:instrText></w:r>" for half in ("DDE", "AUTO x"))
    cases["over_paragraphs"] = (
        reason,
        make_docx(f"<w:p>{begin}{first}</w:p><w:p>{second}{separate}</w:p>"),
    )
    cases["never_closed"] = (reason, make_docx(f"<w:p>{begin}{first}{second}</w:p>"))
    cases["stray"] = (reason, make_docx(f"<w:p>{first}{second}</w:p>"))
    deleted = field("DDEAUTO x").replace("instrText", "delInstrText")
    cases["deleted"] = (reason, make_docx(deleted))
    inner = field("DDEAUTO x").removeprefix("<w:p>").removesuffix("</w:p>")
    outer = field("IF 1 = 1 ").replace('<w:r><w:fldChar w:fldCharType="end"/>', inner + begin, 1)
    cases["nested"] = (reason, make_docx(outer.replace(begin + "</w:r>", "")))
    footer = {**make_parts(), part_of("footer"): story_part("footer", field("INCLUDETEXT x"))}
    cases["footer"] = (reason, pack(footer))
    for code in ("{{ a }}", "HYPERLINK {{ a }}", "{% if a %}PAGE{% endif %}", "PAGE {# a #}"):
        cases[f"tag:{code}"] = ("tag_in_field", make_docx(field(code)))
    cases["tag_cut"] = ("tag_in_field", make_docx(field("HYPERLINK {", "{ a }", "}")))
    for target in ("file:///etc/passwd", "\\\\\\\\server\\\\share", "javascript:x", "C:\\\\x"):
        code = f'HYPERLINK "{target}" \\o "tip"'
        cases[f"link:{target}"] = ("external_link", make_docx(field(code)))
    return cases


def _programs() -> Mapping[str, Case]:
    bodies = {
        '<w:altChunk r:id="rId9"/>': "alt_chunk",
        '<w:p><w:r><w:object><o:OLEObject r:id="rId9"/></w:object></w:r></w:p>': "ole_object",
        '<w:p><w:r><w:control r:id="rId9"/></w:r></w:p>': "activex",
        '<w:p><w:subDoc r:id="rId9"/></w:p>': "external_link",
        '<w:mailMerge><w:dataType w:val="textFile"/></w:mailMerge>': "mail_merge",
        '<w:attachedTemplate r:id="rId9"/>': "attached_template",
    }
    cases = {body[:20]: (reason, make_docx(body)) for body, reason in bodies.items()}
    main = "wordprocessingml.document.main+xml"
    cases["docm"] = ("macro", _retyped(f"vnd.openxmlformats-officedocument.{main}",
                                       "vnd.ms-word.document.macroEnabled.main+xml"))  # fmt: skip
    cases["type_vba"] = ("macro", _typed("application/vnd.ms-office.vbaProject"))
    cases["type_ole"] = (
        "ole_object",
        _typed("application/vnd.openxmlformats-officedocument.oleObject"),
    )
    cases["type_activex"] = ("activex", _typed("application/vnd.ms-office.activeX+xml"))
    return cases


def _xml() -> Mapping[str, Case]:
    laughs = "<!DOCTYPE a [<!ENTITY b 'ха'><!ENTITY c '&b;&b;&b;'>]>"
    deep = "<w:p>" * 400 + "</w:p>" * 400
    return {
        "doctype": ("doctype", _document(b"<!DOCTYPE a>", b"")),
        "laughs": ("doctype", _document(laughs.encode(), b"&c;")),
        "external_entity": (
            "doctype",
            _document(b"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]>", b"&b;"),
        ),
        "parameter_entity": (
            "doctype",
            _document(b"<!DOCTYPE a [<!ENTITY % b SYSTEM 'http://x.test/'>%b;]>", b""),
        ),
        "undeclared_entity": ("broken_xml", _document(b"", b"&b;")),
        "utf16": ("xml_encoding", _recoded("utf-16")),
        "utf16_without_mark": ("xml_encoding", _recoded("utf-16-le")),
        "utf32": ("xml_encoding", _recoded("utf-32")),
        "ebcdic": ("xml_encoding", _recoded("cp037")),
        "declared_utf7": ("xml_encoding", _declared("utf-7")),
        "declared_1251": ("xml_encoding", _declared("windows-1251")),
        "not_utf8": ("broken_xml", _document(b"", b"\xff\xfe")),
        "no_xml": ("xml_encoding", pack({**make_parts(), "word/document.xml": b"hello"})),
        "empty_part": ("xml_encoding", pack({**make_parts(), "word/document.xml": b""})),
        "cut": ("broken_xml", pack({**make_parts(), "word/document.xml": b"<a><b></a>"})),
        "control": ("broken_xml", _document(b"", b"\x00")),
        "surrogate": ("broken_xml", _document(b"", b"&#xD800;")),
        "deep": ("broken_xml", make_docx(deep)),
        "many_elements": ("too_many_elements", pack(make_parts("<w:p/>" * 300_001), level=0)),
        "broken_relationships": ("broken_xml", pack({**make_parts(), "_rels/.rels": b"<a"})),
        "doctype_in_styles": (
            "doctype",
            pack({**make_parts(), "word/styles.xml": b"<!DOCTYPE a><a/>"}),
        ),
    }


def _linked(kind: str, target: str) -> bytes:
    return make_docx(relationships=relationship(kind, target, external=True).replace("\t", "&#9;"))


def _rels(kind: str) -> bytes:
    item = relationship(kind, "http://example.test/x", external=True)
    return b"<Relationships>" + item.encode() + b"</Relationships>"


def _vba() -> str:
    kind = "http://schemas.microsoft.com/office/2006/relationships/vbaProject"
    return f'<Relationship Id="rId9" Type="{kind}" Target="media/x.png"/>'


def _without(name: str) -> bytes:
    return pack({key: value for key, value in make_parts().items() if key != name})


def _retyped(old: str, new: str) -> bytes:
    parts = make_parts()
    types = parts["[Content_Types].xml"]
    return pack({**parts, "[Content_Types].xml": types.replace(old.encode(), new.encode(), 1)})


def _typed(content_type: str) -> bytes:
    added = f'<Override PartName="/word/media/x.png" ContentType="{content_type}"/></Types>'
    return _retyped("</Types>", added)


def _document(before: bytes, inside: bytes) -> bytes:
    parts = make_parts(paragraph("МЕСТО"))
    head, body = parts["word/document.xml"].split(b"\n", 1)
    body = body.replace("МЕСТО".encode(), inside)
    return pack({**parts, "word/document.xml": head + before + body})


def _recoded(encoding: str) -> bytes:
    xml = make_parts()["word/document.xml"].decode().replace("UTF-8", encoding)
    return pack({**make_parts(), "word/document.xml": xml.encode(encoding)})


def _declared(encoding: str) -> bytes:
    xml = make_parts()["word/document.xml"].replace(b"UTF-8", encoding.encode())
    return pack({**make_parts(), "word/document.xml": xml})


def _stored(parts: Mapping[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return packed.getvalue()


def _twice(name: str, again: str) -> bytes:
    placeholder = "#" * len(again)
    parts = make_parts()
    packed = pack({**parts, placeholder: parts[name]})
    return packed.replace(placeholder.encode(), again.encode())


def _with_byte(docx: bytes, place: int) -> bytes:
    return docx[:place] + bytes([docx[place] ^ 0xFF]) + docx[place + 1 :]


def _with_method(docx: bytes, method: int) -> bytes:
    return _patched(docx, 8, 10, lambda _: method)


def _with_flags(docx: bytes, flags: int) -> bytes:
    return _patched(docx, 6, 8, lambda old: old | flags)


def _patched(docx: bytes, local: int, central: int, change: Callable[[int], int]) -> bytes:
    """Change a 16-bit field of the first member in both of its headers."""
    changed = bytearray(docx)
    for place in (local, docx.index(b"PK\x01\x02") + central):
        [old] = struct.unpack_from("<H", changed, place)
        struct.pack_into("<H", changed, place, change(old))
    return bytes(changed)
