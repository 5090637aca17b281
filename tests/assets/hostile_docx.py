"""More ways to do harm by a docx: tricks with the archive, with XML, and with what Word can do.

Addresses lead to a canary, a server and a file that somebody watches: nobody may ask for them.
"""

import struct
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from tests.assets.docx_packages import (
    field,
    make_docx,
    make_parts,
    make_text_docx,
    pack,
    part_of,
    relationship,
    story_part,
    text_box,
)

_END: Final = b"PK\x05\x06"
_ENTRY: Final = b"PK\x01\x02"
_XINCLUDE: Final = "http://www.w3.org/2001/XInclude"
_VIDEO: Final = '<w:p><w:webVideoPr embeddedHtml="&lt;iframe src=&quot;{}&quot;"/></w:p>'
_FRAMES: Final = b'<w:webSettings xmlns:w="urn:w"><w:frameset/></w:webSettings>'
_TRANSITIONAL: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PURL: Final = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_PARTS_WITH_XML: Final = (
    "[Content_Types].xml", "_rels/.rels", "docProps/core.xml", "word/_rels/document.xml.rels",
    "word/header1.xml", "word/footer1.xml", "word/footnotes.xml", "word/endnotes.xml",
)  # fmt: skip
_MORE_PARTS: Final = (
    "word/styles.xml", "word/settings.xml", "word/numbering.xml", "word/fontTable.xml",
    "word/theme/theme1.xml", "customXml/item1.xml", "docProps/app.xml", "docProps/custom.xml",
)  # fmt: skip


@dataclass(frozen=True)
class Canary:
    """What is watched: the address of a server, and the path of a file."""

    web: str = "http://127.0.0.1:9"
    path: str = "/canary/file.txt"

    @property
    def file(self) -> str:
        return f"file://{self.path}"


@dataclass(frozen=True)
class Hostile:
    """A docx with what is odd about it and the code with which it must be refused."""

    name: str
    odd: str
    code: str
    docx: bytes


def hostile_docx(canary: Canary = Canary()) -> Iterator[Hostile]:
    """Every case."""
    groups: tuple[Callable[[Canary], Iterator[Hostile]], ...] = (
        _archives, _directories, _entities, _markup, _types, _links, _fields, _objects,
    )  # fmt: skip
    for group in groups:
        yield from group(canary)


def _archives(_canary: Canary) -> Iterator[Hostile]:
    good = make_text_docx("текст")
    yield Hostile("zip_trailing", "bytes after the end of the archive", "broken_zip", good + b"x")
    yield Hostile("zip_prefix", "bytes before the archive", "not_docx", b"#!/bin/sh\n" + good)
    yield Hostile("zip_two", "two archives, one behind the other", "broken_zip", good + good)
    hidden = good[good.rindex(_END) :]
    commented = good[:-2] + struct.pack("<H", len(hidden)) + hidden
    yield Hostile("zip_end_in_comment", "an end record in the comment", "broken_zip", commented)
    locator = b"PK\x06\x07" + bytes(16)
    place = good.rindex(_END)
    yield Hostile(
        "zip64_locator", "a Zip64 end of directory", "broken_zip",
        good[:place] + locator + good[place:],
    )  # fmt: skip
    yield Hostile(
        "zip64_size", "a size that only Zip64 could hold", "unpacked_too_large",
        _in_entry(good, 24, "<L", 0xFFFFFFFF),
    )  # fmt: skip
    yield Hostile(
        "zip_small_size", "a directory that calls a part smaller than it is", "broken_zip",
        _in_entry(good, 24, "<L", 10),
    )  # fmt: skip
    yield Hostile(
        "zip_other_offset", "a directory that points at another part", "broken_zip",
        _in_entry(good, 42, "<L", 1),
    )  # fmt: skip
    overlapping = _overlapping()
    yield Hostile("zip_overlap", "a part that lies inside another", "broken_zip", overlapping)
    yield Hostile(
        "zip_local_name", "another name before the content than in the directory", "broken_zip",
        good.replace(b"word/endnotes.xml", b"word/endnotez.xml", 1),
    )  # fmt: skip


def _directories(_canary: Canary) -> Iterator[Hostile]:
    good = make_text_docx("текст")
    yield Hostile(
        "zip_count_more", "an end record that counts 60 000 parts", "too_many_parts",
        _in_end(good, 10, "<H", 60_000),
    )  # fmt: skip
    yield Hostile(
        "zip_count_less", "an end record that counts one part", "broken_zip",
        _in_end(_in_end(good, 10, "<H", 1), 8, "<H", 1),
    )  # fmt: skip
    yield Hostile("zip_disks", "a volume of many", "broken_zip", _in_end(good, 4, "<H", 1))
    yield Hostile(
        "zip_directory_size", "a directory of 1 GB, it says", "too_many_parts",
        _in_end(good, 12, "<L", 2**30),
    )  # fmt: skip
    yield Hostile(
        "zip_directory_offset", "a directory somewhere else, it says", "broken_zip",
        _in_end(good, 16, "<L", 0),
    )  # fmt: skip
    parts = {**make_parts(), **{f"word/media/{n}.png": b"" for n in range(20_000)}}
    yield Hostile("zip_20000", "twenty thousand empty parts", "too_many_parts", pack(parts))
    bomb = {**make_parts(), "word/media/bomb.png": bytes(50_000_000)}
    yield Hostile(
        "zip_bomb", "50 MB of nothing in 50 KB", "packed_too_tightly", pack(bomb, level=9)
    )
    inner = {**make_parts(), "word/media/zip.zip": pack(bomb, level=9)}
    yield Hostile("zip_in_zip", "an archive in the archive", "unexpected_part", pack(inner))


def _entities(canary: Canary) -> Iterator[Hostile]:
    laughs = "<!DOCTYPE a [<!ENTITY a 'ха'>" + "".join(
        f"<!ENTITY {chr(98 + n)} '{'&' + chr(97 + n) + ';'}{'&' + chr(97 + n) + ';' * 9}'>"
        for n in range(8)
    ) + "]>"  # fmt: skip
    for part in (*_PARTS_WITH_XML, *_MORE_PARTS):
        name = part.replace("/", "_")
        yield Hostile(
            f"laughs_{name}", f"entities that multiply, in {part}", "doctype", _before(part, laughs)
        )
    for address, what in ((canary.file, "file"), (f"{canary.web}/xxe", "web")):
        declared = f"<!DOCTYPE a [<!ENTITY b SYSTEM '{address}'>]>"
        parameter = f"<!DOCTYPE a [<!ENTITY % b SYSTEM '{address}'> %b;]>"
        outside = f"<!DOCTYPE a SYSTEM '{address}'>"
        for kind, text in (("entity", declared), ("parameter", parameter), ("dtd", outside)):
            yield Hostile(
                f"xxe_{kind}_{what}", f"an external {kind} from the {what}", "doctype",
                _before("word/document.xml", text),
            )  # fmt: skip
    yield Hostile(
        "doctype_utf16", "a DOCTYPE that only UTF-16 shows", "xml_encoding",
        _raw("word/styles.xml", f'<?xml version="1.0"?>{laughs}<a/>'.encode("utf-16")),
    )  # fmt: skip
    yield Hostile(
        "doctype_utf7", "a DOCTYPE that only UTF-7 shows", "xml_encoding",
        _raw("word/styles.xml", b'<?xml encoding="UTF-7"?>+ADwAIQ-DOCTYPE a+AD4-<a/>'),
    )  # fmt: skip
    yield Hostile(
        "doctype_small", "a DOCTYPE in small letters", "broken_xml",
        _raw("word/styles.xml", b"<!doctype a><a/>"),
    )  # fmt: skip
    yield Hostile(
        "encoding_in_apostrophes", "another encoding, in apostrophes", "xml_encoding",
        _raw("word/styles.xml", b"<?xml version='1.0' encoding='koi8-r'?><a/>"),
    )  # fmt: skip
    yield Hostile(
        "overlong", "a sign that UTF-8 allows only shorter", "broken_xml",
        _raw("word/styles.xml", b"<a>\xc0\xbc</a>"),
    )  # fmt: skip


def _markup(canary: Canary) -> Iterator[Hostile]:
    yield Hostile(
        "attribute_of_12_mb", "one attribute of twelve million signs", "broken_xml",
        pack({**make_parts(), "word/styles.xml": b'<a b="' + b"x" * 12_000_000 + b'"/>'}, level=0),
    )  # fmt: skip
    yield Hostile(
        "renamed_prefix", "an altChunk under another prefix", "alt_chunk",
        make_docx('<x:altChunk xmlns:x="http://schemas.openxmlformats.org/wordprocessingml/2006/main"/>'),
    )  # fmt: skip
    yield Hostile(
        "xinclude", "an XInclude of a file", "external_link",
        make_docx(f'<i:include xmlns:i="{_XINCLUDE}" href="{canary.file}"/>'),
    )  # fmt: skip
    yield Hostile(
        "chunk_in_header", "an altChunk in a header", "alt_chunk",
        _story("header", '<w:altChunk r:id="rId9"/>'),
    )  # fmt: skip
    yield Hostile(
        "alternate_content", "a field that fetches, in the fallback of a picture",
        "forbidden_field",
        make_docx(_alternate(field(f"INCLUDEPICTURE {canary.web}/x.png"))),
    )  # fmt: skip
    yield Hostile(
        "web_video", "a video from the web", "external_link",
        make_docx(_VIDEO.format(canary.web)),
    )  # fmt: skip
    yield Hostile(
        "frameset", "a page of frames", "external_link",
        _raw("word/webSettings.xml", _FRAMES),
    )  # fmt: skip
    yield Hostile(
        "mail_merge", "a data source in the settings", "mail_merge",
        _raw("word/settings.xml", b'<w:settings xmlns:w="urn:w"><w:mailMerge/></w:settings>'),
    )  # fmt: skip


def _types(_canary: Canary) -> Iterator[Hostile]:
    main = f"{_WORD}.document.main+xml"
    for name, kind, code in (
        ("dotm", "application/vnd.ms-word.template.macroEnabledTemplate.main+xml", "macro"),
        ("dotx", f"{_WORD}.template.main+xml", "not_docx"),
        ("glossary", f"{_WORD}.document.glossary+xml", "not_docx"),
        ("flat_xml", "application/xml", "not_docx"),
        ("html", "text/html", "not_docx"),
    ):
        yield Hostile(
            f"type_{name}", f"a main part of the type of {name}", code, _types_as(main, kind)
        )
    double = (
        f'<Override PartName="/word/document.xml" ContentType="{_WORD}.template.main+xml"/></Types>'
    )
    yield Hostile(
        "type_twice", "two types for the main part", "not_docx", _types_as("</Types>", double)
    )
    macro = '<Default Extension="xml2" ContentType="application/vnd.ms-office.vbaProject"/></Types>'
    yield Hostile(
        "type_default_macro", "macros by an extension", "macro", _types_as("</Types>", macro)
    )


def _links(canary: Canary) -> Iterator[Hostile]:
    remote = f"{canary.web}/x"
    for owner, kind in (
        ("fontTable", "font"), ("settings", "attachedTemplate"), ("webSettings", "frame"),
        ("header1", "image"), ("footer1", "oleObject"), ("footnotes", "hyperlink"),
        ("numbering", "image"), ("theme/theme1", "image"), ("comments", "video"),
    ):  # fmt: skip
        folder, _, name = f"word/{owner}".rpartition("/")
        target = canary.file if kind == "hyperlink" else remote
        item = relationship(kind, target, external=True)
        codes = {"attachedTemplate": "attached_template", "oleObject": "ole_object"}
        yield Hostile(
            f"remote_{owner.replace('/', '_')}_{kind}", f"{kind} from outside, of {owner}",
            codes.get(kind, "external_link"),
            _raw(f"{folder}/_rels/{name}.xml.rels", _relations(item)),
        )  # fmt: skip
    strict = relationship("attachedTemplate", remote, external=True).replace(_TRANSITIONAL, _PURL)
    yield Hostile(
        "strict_template", "a template attached in the words of Strict OOXML", "attached_template",
        make_docx(relationships=strict),
    )  # fmt: skip
    yield Hostile(
        "custom_xml_outside", "custom XML from outside", "external_link",
        make_docx(relationships=relationship("customXml", canary.file, external=True)),
    )  # fmt: skip
    yield Hostile(
        "linked_picture", "a picture that is linked, not embedded", "external_link",
        make_docx(
            '<w:p><w:r><w:drawing><a:blip xmlns:a="urn:a" r:link="rId9"/></w:drawing></w:r></w:p>',
            relationships=relationship("image", canary.file, external=True),
        ),
    )  # fmt: skip
    yield Hostile(
        "svg_with_href", "a picture in SVG, which may fetch another", "unexpected_part",
        _raw("word/media/image1.svg", f'<svg><image href="{remote}"/></svg>'.encode()),
    )  # fmt: skip
    yield Hostile(
        "html_picture", "a page that calls itself a picture by VML", "external_link",
        make_docx(f'<w:p><w:r><w:pict><v:fill src="{remote}"/></w:pict></w:r></w:p>'),
    )  # fmt: skip


def _fields(canary: Canary) -> Iterator[Hostile]:
    fetch = f"INCLUDETEXT {canary.path}"
    spelled: Mapping[str, tuple[str, bytes]] = {
        "letters": ("each letter in its own run", make_docx(field(*fetch))),
        "references": ("as character references", make_docx(
            '<w:p><w:fldSimple w:instr="&#73;NCLUDETEXT x"/></w:p>')),
        "cdata": ("in CDATA", make_docx(
            "<w:p><w:r><w:instrText><![CDATA[DDEAUTO cmd]]></w:instrText></w:r></w:p>")),
        "comment_inside": ("cut by XML comments", make_docx(
            "<w:p><w:r><w:instrText>DDE<!-- -->AUTO cmd</w:instrText></w:r></w:p>")),
        "tabs": ("with tabs before the name", make_docx(field("\t \tDDEAUTO cmd"))),
        "quoted": ("with a quoted name", make_docx(field(f'"INCLUDEPICTURE" {canary.web}/x'))),
        "cyrillic": ("with Russian letters that look alike", make_docx(field("ІNCLUDETEXT x"))),
        "in_text_box": ("in a text box", make_docx(text_box("x").replace(
            "<w:t ", f"<w:instrText>{fetch}</w:instrText><w:t "))),
        "in_footnote": ("in a footnote", _story("footnotes", field(fetch))),
        "in_styles": ("in the styles", _raw("word/styles.xml", (
            b'<w:styles xmlns:w="urn:w"><w:fldSimple w:instr="LINK Excel x"/></w:styles>'))),
        "after_allowed": ("after an allowed one", make_docx(field("PAGE") + field("IMPORT x"))),
        "in_result": ("in the result of another", make_docx(
            '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText>'
            '</w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
            + field("DDE excel x").removeprefix("<w:p>"))),
    }  # fmt: skip
    for name, (where, docx) in spelled.items():
        yield Hostile(f"field_{name}", f"a field that fetches, {where}", "forbidden_field", docx)
    tagged = make_docx(field("HYPERLINK ", '"{{ address }}"'))
    yield Hostile(
        "field_tag", "a tag that would make the address of a link", "tag_in_field", tagged
    )
    yield Hostile(
        "field_link_to_file", "a link to a file", "external_link",
        make_docx(field(f'HYPERLINK "{canary.file}"')),
    )  # fmt: skip


def _objects(canary: Canary) -> Iterator[Hostile]:
    linked = '<w:p><w:r><w:object><o:OLEObject Type="Link" r:id="rId9"/></w:object></w:r></w:p>'
    yield Hostile(
        "linked_object", "a linked OLE object", "ole_object",
        make_docx(linked, relationships=relationship("oleObject", canary.file, external=True)),
    )  # fmt: skip
    for name, code in (
        ("word/vbaProject.xml", "macro"), ("word/Macros/m.xml", "macro"),
        ("word/ctrlProps/c.xml", "activex"), ("word/Embeddings/e.xml", "ole_object"),
        ("customUI/customUI.exe", "unexpected_part"), ("word/media/IMAGE.EXE", "unexpected_part"),
        ("word/media/page.htm", "unexpected_part"), ("word/fonts/font.ttf", "unexpected_part"),
        ("word/intl.rtf", "unexpected_part"), ("desktop.ini", "unexpected_part"),
    ):  # fmt: skip
        shown = name.rpartition("/")[2].lower().replace(".", "_")
        yield Hostile(f"part_{shown}", f"a part called {name}", code, _raw(name, b"<a/>"))


def _in_entry(docx: bytes, offset: int, shape: str, value: int) -> bytes:
    """Change a field of the last entry of the directory."""
    return _changed(docx, docx.rindex(_ENTRY) + offset, shape, value)


def _in_end(docx: bytes, offset: int, shape: str, value: int) -> bytes:
    return _changed(docx, docx.rindex(_END) + offset, shape, value)


def _changed(docx: bytes, place: int, shape: str, value: int) -> bytes:
    changed = bytearray(docx)
    struct.pack_into(shape, changed, place, value)
    return bytes(changed)


def _overlapping() -> bytes:
    """An archive whose part `a.png` holds, stored, the whole record of `b.png`."""
    good = make_text_docx("текст")
    inner = _record("word/media/b.png", b"b")
    outer = _record("word/media/a.png", inner)
    [start] = struct.unpack_from("<L", good, good.rindex(_END) + 16)
    records, directory = good[:start], good[start : good.rindex(_END)]
    first = _entry("word/media/a.png", inner, len(records))
    second = _entry("word/media/b.png", b"b", len(records) + len(outer) - len(inner))
    count = directory.count(_ENTRY) + 2
    whole = directory + first + second
    end = struct.pack("<4s4H2LH", _END, 0, 0, count, count, len(whole), start + len(outer), 0)
    return records + outer + whole + end


def _record(name: str, content: bytes) -> bytes:
    sizes = (zlib.crc32(content), len(content), len(content), len(name), 0)
    return (
        struct.pack("<4s5H3L2H", b"PK\x03\x04", 20, 0, 0, 0, 33, *sizes) + name.encode() + content
    )


def _entry(name: str, content: bytes, place: int) -> bytes:
    sizes = (zlib.crc32(content), len(content), len(content), len(name), 0, 0, 0, 0, 0, place)
    return struct.pack("<4s6H3L5H2L", _ENTRY, 20, 20, 0, 0, 0, 33, *sizes) + name.encode()


def _before(part: str, text: str) -> bytes:
    """A document with a text between the XML declaration and the root of a part."""
    parts = dict.fromkeys(_MORE_PARTS, b'<?xml version="1.0"?>\n<a/>') | make_parts()
    head, root = parts[part].split(b"\n", 1)
    return pack({**parts, part: head + text.encode() + root})


def _raw(part: str, content: bytes) -> bytes:
    return pack({**make_parts(), part: content})


def _relations(item: str) -> bytes:
    return f"<Relationships>{item}</Relationships>".encode()


def _story(story: str, content: str) -> bytes:
    return pack({**make_parts(), part_of(story): story_part(story, content)})


def _types_as(old: str, new: str) -> bytes:
    parts = make_parts()
    types = parts["[Content_Types].xml"].decode()
    assert old in types
    return pack({**parts, "[Content_Types].xml": types.replace(old, new, 1).encode()})


def _alternate(fallback: str) -> str:
    mc = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    return (
        f'<mc:AlternateContent xmlns:mc="{mc}"><mc:Choice Requires="wps"/>'
        f"<mc:Fallback>{fallback}</mc:Fallback></mc:AlternateContent>"
    )
