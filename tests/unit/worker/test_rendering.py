"""A trial print completes the forms of names as registering does, with nothing confirmed."""

import copy
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, cast

import pytest

from doc_templates.catalogue import LIBRARY, load_catalogue
from worker.libreoffice.conversion import Conversion, ConversionError, Converter
from worker.rendering import EXIT_INVALID, TrialError, TrialPrint, read_requisites, render_file

KIND = "order_appoint_curator"


class Typewriter:
    """A converter that keeps what it was given and then breaks."""

    def __init__(self) -> None:
        self.given: list[bytes] = []

    def convert(self, jobs: Sequence[Conversion]) -> list[ConversionError | None]:
        self.given += [job.source.read_bytes() for job in jobs]
        return [ConversionError("converter_crashed") for _ in jobs]


def sample() -> dict[str, Any]:
    data = copy.deepcopy(dict(load_catalogue().get_kind(KIND).sample))
    curator = cast("dict[str, Any]", data["curator"])
    curator["fio"] = {"nom": curator["fio"]["nom"]}
    return data


def render(data: dict[str, Any], folder: Path) -> tuple[TrialError, Typewriter]:
    typewriter = Typewriter()
    trial = TrialPrint(KIND, data, date(2026, 11, 23), "б/н")
    with pytest.raises(TrialError) as caught:
        render_file(
            trial,
            read_requisites(LIBRARY / "organisation.json"),
            cast("Converter", typewriter),
            folder,
        )
    return caught.value, typewriter


def test_forms_left_out_are_filled_in(tmp_path: Path) -> None:
    _, typewriter = render(sample(), tmp_path)
    assert len(typewriter.given) == 1


def test_forms_nobody_can_be_sure_of_are_listed(tmp_path: Path) -> None:
    data = sample()
    data["curator"] |= {"surname": "Кравец", "fio": {"nom": "Кравец Лев Кузьмич"}}
    error, typewriter = render(data, tmp_path)
    assert error.exit_code == EXIT_INVALID
    assert any(line.startswith("#/curator/fio: ") for line in error.lines)
    assert typewriter.given == []
