"""The words the converter is spoken to with: what to convert, how, and what can go wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final, Literal, Protocol

EngineName = Literal["in_process", "socket", "cold"]
ENGINES: Final[tuple[EngineName, ...]] = ("in_process", "socket", "cold")
"""Fastest first: the order in which ``auto`` tries them."""


@dataclass(frozen=True)
class Conversion:
    """One docx read from ``source``, one PDF at ``target``: whole, or not there at all."""

    source: Path
    target: Path


@dataclass(frozen=True)
class ConverterOptions:
    """How to run LibreOffice.

    ``scratch`` is a folder of the caller's; the converter keeps a private folder of its own there.
    ``program`` is LibreOffice's program folder (None: look in the usual places). ``language`` is
    the BCP 47 tag the PDF gets when the docx names none.
    """

    scratch: Path
    engine: Literal["auto"] | EngineName = "auto"
    program: Path | None = None
    language: str = "ru-RU"
    batch_size: int = 16
    seconds_per_document: float = 30.0
    seconds_to_start: float = 30.0
    memory_bytes: int = 3 << 30
    file_bytes: int = 64 << 20


@dataclass(frozen=True)
class EngineState:
    """What a probe found: ``detail`` says how the engine is confined, or why it cannot be used."""

    name: EngineName
    available: bool
    version: str
    detail: str


@dataclass(frozen=True)
class OfferedFonts:
    """The fonts an engine can choose from.

    ``files`` has the SHA-256 (hex) of each font's file by its PostScript name; of several files of
    one name, all of them with commas between. ``sha256`` is one digest over all of it.
    """

    files: Mapping[str, str]
    sha256: str


@dataclass(frozen=True)
class ConverterFacts:
    """What a converter converts with: engine, version of LibreOffice, fonts."""

    engine: EngineName
    version: str
    fonts: OfferedFonts


@dataclass(frozen=True)
class Failure:
    """What a failure means to people (``message``), and whether trying again may help."""

    message: str
    again: bool


FAILURES: Final[Mapping[str, Failure]] = MappingProxyType(
    {
        "document_unreadable": Failure(
            "Документ не открывается: файл повреждён или это не документ Word (.docx).",
            again=False,
        ),
        "conversion_timeout": Failure(
            "Преобразование в PDF длилось слишком долго и было остановлено.", again=True
        ),
        "converter_crashed": Failure(
            "Преобразование в PDF прервалось из-за сбоя программы.", again=True
        ),
        "converter_unavailable": Failure(
            "Преобразование в PDF сейчас недоступно: LibreOffice не запускается.", again=True
        ),
    }
)


class ConversionError(Exception):
    """A document was not converted.

    ``code`` is one of ``FAILURES``, ``message`` is for people, ``again`` says whether another try
    may succeed; ``detail`` is for the log and never holds a document's text.
    """

    def __init__(self, code: str, detail: str = "") -> None:
        failure = FAILURES[code]
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.message = failure.message
        self.again = failure.again
        self.detail = detail


def converter_unavailable(detail: str) -> ConversionError:
    """Say that no document can be converted now, and why."""
    return ConversionError("converter_unavailable", detail)


class Converter(Protocol):
    """A running engine. Used by one thread at a time; closed by whoever opened it."""

    @property
    def name(self) -> EngineName:
        """Which engine this is."""

    @property
    def facts(self) -> ConverterFacts:
        """What it converts with, found out once."""

    def convert(self, jobs: Sequence[Conversion]) -> list[ConversionError | None]:
        """Convert documents of ONE organisation; one entry per job, in order; None means done."""

    def close(self) -> None:
        """Stop every process of the engine and remove its private folder."""
