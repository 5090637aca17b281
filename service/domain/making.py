"""What a document's files were made of and with: a rebuild tells what is different now."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final

GRIF_VERSION: Final = "0.1.0"
"""As in pyproject.toml, which is not there when Grif runs."""

_INPUT_TITLES: Final = {
    "data": "данные документа",
    "org": "реквизиты организации",
    "doc": "номер, дата или место",
    "law": "правила, действующие на дату документа",
    "signing": "способы подписания",
    "check": "адрес страницы проверки в QR-коде",
}
#: Of a document from before these were noted nothing can be said; its template did not see them.
_NOTED_LATER: Final = frozenset({"signing"})


@dataclass(frozen=True)
class MadeWith:
    """The programs, fonts and inputs of a document's docx and PDF.

    `inputs` are the SHA-256 (hex) of what was filled in: `data`, the other values that the template
    saw by their names (`org`, `doc`), and what the QR code says (`check`). They are kept to tell,
    not to be read back.
    `fonts` are those that the PDF holds: PostScript name, and SHA-256 (hex) of the font's file (of
    several files of that name, all of them with commas between; of an unknown one, nothing).
    `offered_fonts_sha256` is one digest over every font the engine could choose from: a font that
    is added or removed may change the choice without being in the PDF.
    """

    grif: str
    kind_version: int
    template_sha256: str
    inputs: Mapping[str, str]
    engine: str
    libreoffice: str
    offered_fonts_sha256: str
    fonts: Mapping[str, str]

    def to_dict(self) -> dict[str, Any]:
        """The same for JSON."""
        return asdict(self)


def digest_inputs(data: Mapping[str, object], context: Mapping[str, object]) -> dict[str, str]:
    """SHA-256 of the data and of everything else in the filling context, each by its name."""
    rest = {name: value for name, value in context.items() if name not in data}
    return {"data": _digest(data), **{name: _digest(value) for name, value in rest.items()}}


def list_changes(then: MadeWith, now: MadeWith) -> list[str]:
    """What is different today, a Russian line for each thing; empty when nothing is."""
    return [*_changed_inputs(then, now), *_changed_programs(then, now), *_changed_fonts(then, now)]


def write_canonical(value: object) -> bytes:
    """The octets that the digests of inputs are made of: JSON in one fixed way."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), default=date.isoformat)
    return text.encode()


def _digest(value: object) -> str:
    return hashlib.sha256(write_canonical(value)).hexdigest()


def _changed_inputs(then: MadeWith, now: MadeWith) -> Iterator[str]:
    for name in sorted({*then.inputs, *now.inputs} - (_NOTED_LATER - then.inputs.keys())):
        if then.inputs.get(name) != now.inputs.get(name):
            yield f"{_INPUT_TITLES.get(name, name)}: не то, из чего документ был сделан"


def _changed_programs(then: MadeWith, now: MadeWith) -> Iterator[str]:
    for title, was, is_now in (
        ("версия Грифа", then.grif, now.grif),
        ("LibreOffice", then.libreoffice, now.libreoffice),
        ("движок LibreOffice", then.engine, now.engine),
    ):
        if was != is_now:
            yield f"{title}: было {was}, сейчас {is_now}"


def _changed_fonts(then: MadeWith, now: MadeWith) -> Iterator[str]:
    for name in sorted({*then.fonts, *now.fonts}):
        if name not in now.fonts:
            yield f"шрифт {name}: был в PDF, сейчас его нет"
        elif name not in then.fonts:
            yield f"шрифт {name}: в PDF его не было"
        elif then.fonts[name] != now.fonts[name]:
            yield f"шрифт {name}: файл шрифта другой"
    if then.offered_fonts_sha256 != now.offered_fonts_sha256:
        yield "набор шрифтов, из которых выбирает LibreOffice, другой"
