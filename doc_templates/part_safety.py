"""Rules for the XML parts of a docx, checked while a parser walks over them; no tree is built."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from lxml import etree

from doc_templates.field_codes import FieldCodes
from doc_templates.links import is_harmless_link, is_outside
from doc_templates.refusals import Reason, refusal

_MAX_ELEMENTS: Final = 300_000
_UTF8: Final = re.compile(rb"(?:\xef\xbb\xbf)?<[\x09\x0a\x0d\x20-\x7e]")
_ENCODING: Final = re.compile(rb"<\?xml[^>]*encoding\s*=\s*[\"']([^\"']*)")
_UTF8_NAMES: Final = frozenset({b"utf-8", b"us-ascii", b"ascii"})
_DECLARATIONS: Final = (b"<!DOCTYPE", b"<!ENTITY", b"<!ATTLIST", b"<!ELEMENT", b"<!NOTATION")

_MAIN_TYPE: Final = (
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
)
_TYPES: Final = {
    Reason.MACRO: ("macroenabled", "vbaproject", "vbadata"),
    Reason.ACTIVEX: ("activex", "controlproperties"),
    Reason.OLE_OBJECT: ("oleobject", "officedocument.package"),
}
_RELATIONS: Final[Mapping[str, Reason]] = {
    "attachedtemplate": Reason.ATTACHED_TEMPLATE,
    "afchunk": Reason.ALT_CHUNK,
    "oleobject": Reason.OLE_OBJECT,
    "package": Reason.OLE_OBJECT,
    "control": Reason.ACTIVEX,
    "activexcontrolbinary": Reason.ACTIVEX,
    "vbaproject": Reason.MACRO,
    "wordvbadata": Reason.MACRO,
    "subdocument": Reason.EXTERNAL_LINK,
    "frame": Reason.EXTERNAL_LINK,
    "mailmergesource": Reason.MAIL_MERGE,
    "mailmergeheadersource": Reason.MAIL_MERGE,
    "recipientdata": Reason.MAIL_MERGE,
}
_ELEMENTS: Final[Mapping[str, Reason]] = {
    "altchunk": Reason.ALT_CHUNK,
    "attachedtemplate": Reason.ATTACHED_TEMPLATE,
    "control": Reason.ACTIVEX,
    "ocx": Reason.ACTIVEX,
    "object": Reason.OLE_OBJECT,
    "oleobject": Reason.OLE_OBJECT,
    "mailmerge": Reason.MAIL_MERGE,
    "subdoc": Reason.EXTERNAL_LINK,
    "frameset": Reason.EXTERNAL_LINK,
    "webvideopr": Reason.EXTERNAL_LINK,
    "sourcefilename": Reason.EXTERNAL_LINK,
}
_ADDRESSES: Final = frozenset({"src", "href", "althref"})


@dataclass
class Budget:
    """How many elements are left to one file."""

    elements: int = _MAX_ELEMENTS


class _Rule(Protocol):
    """What looks at the elements of one part."""

    def start(self, name: str, attributes: Mapping[str, str]) -> None: ...
    def text(self, name: str, text: str) -> None: ...
    def close(self) -> None: ...


def check_xml(part: str, content: bytes, budget: Budget) -> None:
    """Raise UnsafeTemplateError unless the XML of ``part`` is harmless."""
    _check_encoding(part, content)
    walker = _Walker(_rule_for(part), part, budget)
    parser = etree.XMLParser(
        target=walker,  # type: ignore[arg-type]  # the stubs ask for what lxml does not
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise refusal(Reason.BROKEN_XML, part) from error


def _check_encoding(part: str, content: bytes) -> None:
    """Only UTF-8, so that the search for declarations sees what the parser sees."""
    declared = _ENCODING.match(content.removeprefix(b"\xef\xbb\xbf")[:200])
    if not _UTF8.match(content):
        raise refusal(Reason.XML_ENCODING, part)
    if declared and declared.group(1).lower() not in _UTF8_NAMES:
        raise refusal(Reason.XML_ENCODING, part)
    if any(declaration in content for declaration in _DECLARATIONS):
        raise refusal(Reason.DOCTYPE, part)


def _rule_for(part: str) -> _Rule:
    if part.lower() == "[content_types].xml":
        return _ContentTypes(part)
    if part.lower().endswith(".rels"):
        return _Relationships(part)
    return _Content(part)


class _Walker:
    """The target of lxml's parser: hands plain names to a rule and counts."""

    def __init__(self, rule: _Rule, part: str, budget: Budget) -> None:
        self._rule = rule
        self._part = part
        self._budget = budget
        self._open: list[str] = []
        self._whole = False

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._budget.elements -= 1
        if self._budget.elements < 0:
            raise refusal(Reason.TOO_MANY_ELEMENTS, self._part)
        self._open.append(_local(tag))
        self._rule.start(self._open[-1], {_local(key): attributes[key] for key in attributes})

    def data(self, data: str) -> None:
        if self._open:
            self._rule.text(self._open[-1], data)

    def end(self, _tag: str) -> None:
        self._open.pop()
        self._whole = not self._open

    def close(self) -> None:
        if self._whole:  # lxml closes its target after an error, too
            self._rule.close()


class _ContentTypes:
    """`[Content_Types].xml`: the main part is a plain document, and nothing is a program."""

    def __init__(self, part: str) -> None:
        self._part = part
        self._main = ""

    def start(self, _name: str, attributes: Mapping[str, str]) -> None:
        content_type = attributes.get("contenttype", "")
        if attributes.get("partname", "").lower() == "/word/document.xml":
            self._main = content_type
        for reason, signs in _TYPES.items():
            if any(sign in content_type.lower() for sign in signs):
                raise refusal(reason, self._part)

    def text(self, name: str, text: str) -> None:
        """Text means nothing here."""

    def close(self) -> None:
        if self._main != _MAIN_TYPE:
            raise refusal(Reason.NOT_DOCX, self._part)


class _Relationships:
    """A `.rels` part: nothing is loaded from outside the file."""

    def __init__(self, part: str) -> None:
        self._part = part

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name != "relationship":
            return
        relation = attributes.get("type", "").strip().rpartition("/")[2].lower()
        if relation in _RELATIONS:
            raise refusal(_RELATIONS[relation], self._part)
        target = attributes.get("target", "")
        external = attributes.get("targetmode", "").strip().lower() == "external"
        if not (external or is_outside(target)):
            return
        if relation != "hyperlink" or not is_harmless_link(target):
            raise refusal(Reason.EXTERNAL_LINK, self._part)

    def text(self, name: str, text: str) -> None:
        """Text means nothing here."""

    def close(self) -> None:
        """Nothing is left to check."""


class _Content:
    """Any other part: no embedded things, no fields that fetch, no addresses of pictures."""

    def __init__(self, part: str) -> None:
        self._part = part
        self._fields = FieldCodes(part)

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name in _ELEMENTS:
            raise refusal(_ELEMENTS[name], self._part)
        self._fields.start(name, attributes)
        for key in _ADDRESSES & attributes.keys():
            address = attributes[key]
            if is_outside(address) and not (key == "href" and is_harmless_link(address)):
                raise refusal(Reason.EXTERNAL_LINK, self._part)

    def text(self, name: str, text: str) -> None:
        self._fields.text(name, text)

    def close(self) -> None:
        self._fields.close()


def _local(name: str) -> str:
    return name.rpartition("}")[2].lower()
