"""Makes a kind's schema self-contained: the shared definitions it uses move into its `$defs`."""

from collections.abc import Iterator, Mapping
from typing import Final

SHARED: Final = "grif:definitions"
"""`$id` of the shared file; kinds refer to `grif:definitions#/$defs/<name>`."""

_SHARED_PREFIX: Final = f"{SHARED}#/$defs/"
_LOCAL_PREFIX: Final = "#/$defs/"


class BundlingError(ValueError):
    """A schema refers to something that is not there, or outside the library."""


def bundle(schema: Mapping[str, object], shared: Mapping[str, object]) -> dict[str, object]:
    """Return ``schema`` with every shared definition that it needs, directly or not.

    JSON Schema 2020-12, section 9.3 calls this bundling; ours is simpler, because the names of the
    definitions of a kind and of the shared file must differ. Raises BundlingError.
    """
    own, common = _definitions(schema), _definitions(shared)
    if clash := own.keys() & common.keys():
        message = f"two definitions of one name: {min(clash)}"
        raise BundlingError(message)
    bundled = {key: _localised(value) for key, value in schema.items() if key != "$defs"}
    definitions = {name: _localised(value) for name, value in own.items()}
    waiting = [*_references(bundled), *_references(definitions)]
    while waiting:
        name = waiting.pop()
        if name in definitions:
            continue
        if name not in common:
            message = f"no definition: {name}"
            raise BundlingError(message)
        definitions[name] = _localised(common[name])
        waiting.extend(_references(definitions[name]))
    if definitions:
        bundled["$defs"] = dict(sorted(definitions.items()))
    return bundled


def _definitions(schema: Mapping[str, object]) -> Mapping[str, object]:
    definitions = schema.get("$defs", {})
    if not isinstance(definitions, Mapping):
        message = "$defs is not an object"
        raise BundlingError(message)
    return definitions


def _localised(value: object) -> object:
    """A copy in which references to the shared file are references into the document itself."""
    if isinstance(value, Mapping):
        return {
            key: inner.replace(_SHARED_PREFIX, _LOCAL_PREFIX, 1)
            if key == "$ref" and isinstance(inner, str)
            else _localised(inner)
            for key, inner in value.items()
        }
    return [_localised(inner) for inner in value] if isinstance(value, list) else value


def _references(value: object) -> Iterator[str]:
    """Names of the definitions that ``value`` refers to."""
    if isinstance(value, Mapping):
        reference = value.get("$ref")
        if isinstance(reference, str):
            if not reference.startswith(_LOCAL_PREFIX):
                message = f"reference outside the library: {reference}"
                raise BundlingError(message)
            yield reference.removeprefix(_LOCAL_PREFIX).split("/")[0]
        for inner in value.values():
            yield from _references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _references(inner)
