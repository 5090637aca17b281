"""What the roadmap looks at in a document's data: a hundredth of it, kept apart to be read fast."""

from collections.abc import Mapping
from typing import Final

from service.domain.reading import Data, read_full_name

_OF_PAIRS: Final = frozenset({"pairs", "period", "start", "end", "mentoring_form", "workplace_gen"})
_OF_PEOPLE: Final = frozenset(
    {"employee", "mentee", "mentor", "mentees", "mentors", "subject", "person_id", "gender"}
)
_KEPT: Final = _OF_PAIRS | _OF_PEOPLE | {"valid_until", "received_on"}


def take_gist(data: Data) -> dict[str, object]:
    """The data without everything that `service.domain.pack.coverage` never asks for.

    People have their full name in `fio.nom` whatever they came with; of `external_basis` only
    whether there is any is kept.
    """
    gist = {key: _take(value) for key, value in data.items() if key in _KEPT}
    if name := read_full_name(data):
        gist["fio"] = {"nom": name}
    if data.get("external_basis"):
        gist["external_basis"] = {"is": True}
    return gist


def _take(value: object) -> object:
    if isinstance(value, Mapping):
        return take_gist(value)
    return [_take(item) for item in value] if isinstance(value, list | tuple) else value
