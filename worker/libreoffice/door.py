"""The door: opens a converter, and says which engines would work here."""

from worker.libreoffice.conversion import (
    ENGINES,
    Conversion,
    ConversionError,
    Converter,
    ConverterOptions,
    EngineName,
    EngineState,
    converter_unavailable,
)
from worker.libreoffice.engine_converter import EngineConverter
from worker.libreoffice.installation import find_installation

__all__ = [
    "Conversion",
    "ConversionError",
    "Converter",
    "ConverterOptions",
    "EngineState",
    "open_converter",
    "probe",
]


def open_converter(options: ConverterOptions) -> Converter:
    """Open the engine asked for; with ``auto`` the first one that converts a document.

    The engine dies with the thread that opens it. Raises ConversionError
    ``converter_unavailable``; its ``detail`` has every engine's reason.
    """
    installation = find_installation(options.program)
    reasons: list[str] = []
    for engine in _wanted(options):
        try:
            return EngineConverter(engine, installation, options)
        except ConversionError as error:
            reasons.append(f"{engine}: {error.detail}")
    raise converter_unavailable("; ".join(reasons))


def probe(options: ConverterOptions) -> list[EngineState]:
    """Start every engine asked for, have it convert a document, and stop it again."""
    try:
        version = find_installation(options.program).version
    except ConversionError as error:
        return [_absent(name, "", error) for name in _wanted(options)]
    return [_probe(engine, version, options) for engine in _wanted(options)]


def _wanted(options: ConverterOptions) -> tuple[EngineName, ...]:
    return ENGINES if options.engine == "auto" else (options.engine,)


def _probe(engine: EngineName, version: str, options: ConverterOptions) -> EngineState:
    try:
        converter = EngineConverter(engine, find_installation(options.program), options)
    except ConversionError as error:
        return _absent(engine, version, error)
    converter.close()
    return EngineState(engine, available=True, version=version, detail=converter.detail)


def _absent(engine: EngineName, version: str, error: ConversionError) -> EngineState:
    return EngineState(engine, available=False, version=version, detail=error.detail)
