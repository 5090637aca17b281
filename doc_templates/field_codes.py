"""Reads the field codes of WordprocessingML (ECMA-376-1, 17.16) wherever they are cut in pieces."""

import re
from collections.abc import Mapping
from typing import Final

from doc_templates.links import is_harmless_link, is_outside
from doc_templates.refusals import Reason, refusal

#: The fields that only print something of the document itself. INCLUDETEXT, INCLUDEPICTURE, DDE,
#: DDEAUTO, IMPORT, LINK, DATABASE, MACROBUTTON and all others are not among them.
_ALLOWED: Final = frozenset({
    "ADVANCE", "AUTHOR", "AUTONUM", "AUTONUMLGL", "AUTONUMOUT", "COMMENTS", "CREATEDATE", "DATE",
    "DOCPROPERTY", "EQ", "FORMCHECKBOX", "FORMDROPDOWN", "FORMTEXT", "HYPERLINK", "IF", "INDEX",
    "KEYWORDS", "LISTNUM", "MERGEFIELD", "NOTEREF", "NUMPAGES", "PAGE", "PAGEREF", "QUOTE", "REF",
    "SAVEDATE", "SECTION", "SECTIONPAGES", "SEQ", "STYLEREF", "SUBJECT", "SYMBOL", "TC", "TIME",
    "TITLE", "TOC", "XE",
})  # fmt: skip
_ARGUMENT: Final = re.compile(r'"([^"]*)"|(\S+)')
_SWITCH: Final = re.compile(r"\\[^\\]?")
_TAG: Final = re.compile(r"\{[{%#]|[%}#]\}")
_CODES: Final = frozenset({"instrtext", "delinstrtext"})


class FieldCodes:
    """Collects the codes of one part and refuses the ones that are not harmless."""

    def __init__(self, part: str) -> None:
        self._part = part
        self._open: list[str] = []
        self._stray = ""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """See an element: a simple field, or a mark of a complex one."""
        if name == "fldsimple":
            self._check(attributes.get("instr", ""))
        if name != "fldchar":
            return
        mark = attributes.get("fldchartype", "").strip().lower()
        if mark == "begin":
            self._open.append("")
        elif mark in {"separate", "end"} and self._open:
            # What follows `separate` is the result; a code there belongs to no field.
            self._check(self._open.pop() if mark == "end" else self._open[-1])

    def text(self, name: str, text: str) -> None:
        """See a piece of a code."""
        if name not in _CODES:
            return
        if self._open:
            self._open[-1] += text
        else:
            self._stray += text

    def close(self) -> None:
        """See the end of the part: fields left open are fields all the same."""
        for code in (*self._open, self._stray):
            if code.strip():
                self._check(code)

    def _check(self, code: str) -> None:
        if _TAG.search(code):
            raise refusal(Reason.TAG_IN_FIELD, self._part)
        words = [quoted or bare for quoted, bare in _ARGUMENT.findall(code)]
        name, *arguments = words or [""]
        if name.upper() not in _ALLOWED and not name.startswith("="):
            raise refusal(Reason.FORBIDDEN_FIELD, self._part)
        if name.upper() != "HYPERLINK":
            return  # «HH:mm» of a TIME field is no address
        for argument in arguments:
            outside = is_outside(argument) and not _SWITCH.fullmatch(argument)
            if outside and not is_harmless_link(argument):
                raise refusal(Reason.EXTERNAL_LINK, self._part)
