"""Who goes out with whom, and who gets a second try."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from worker.libreoffice.batching import convert_in_batches
from worker.libreoffice.conversion import Conversion
from worker.libreoffice.messages import Outcome

DONE = Outcome()


@dataclass
class FakeChildren:
    """Answers by the documents' names; remembers who was asked together."""

    answers: dict[str, list[Outcome]] = field(default_factory=dict)
    batches: list[str] = field(default_factory=list)

    def ask(self, batch: Sequence[Conversion]) -> list[Outcome]:
        self.batches.append("".join(job.source.name for job in batch))
        outcomes: list[Outcome] = []
        for job in batch:
            waiting = self.answers.get(job.source.name)
            outcomes.append(waiting.pop(0) if waiting else DONE)
            if outcomes[-1].lost:
                break
        return outcomes


def jobs(folder: Path, names: str) -> list[Conversion]:
    for name in names:
        (folder / name).write_text("docx")
    return [Conversion(folder / name, folder / f"{name}.pdf") for name in names]


def codes(folder: Path, names: str, children: FakeChildren, size: int = 4) -> list[str | None]:
    errors = convert_in_batches(jobs(folder, names), size, children.ask)
    return [error.code if error else None for error in errors]


def test_documents_go_out_in_order_and_in_batches(tmp_path: Path) -> None:
    children = FakeChildren()

    assert codes(tmp_path, "abcdef", children) == [None] * 6
    assert children.batches == ["abcd", "ef"]


def test_what_a_lost_child_had_not_come_to_goes_out_again(tmp_path: Path) -> None:
    children = FakeChildren({"a": [Outcome("converter_crashed", lost=True)]})

    assert codes(tmp_path, "abc", children) == ["converter_crashed", None, None]
    assert children.batches == ["abc", "bc"]


@pytest.mark.parametrize(
    "failure",
    [Outcome("converter_crashed", lost=True), Outcome("document_unreadable")],
    ids=["crash", "refusal"],
)
def test_a_document_that_fails_after_others_gets_a_child_of_its_own(
    tmp_path: Path, failure: Outcome
) -> None:
    children = FakeChildren({"b": [failure, DONE]})

    assert codes(tmp_path, "abc", children) == [None, None, None]
    assert children.batches[1] == "b"


def test_a_document_that_fails_alone_has_failed(tmp_path: Path) -> None:
    crash = Outcome("converter_crashed", lost=True)
    children = FakeChildren({"b": [crash, crash, DONE]})

    assert codes(tmp_path, "abc", children) == [None, "converter_crashed", None]


def test_a_document_out_of_time_gets_no_second_try(tmp_path: Path) -> None:
    children = FakeChildren({"b": [Outcome("conversion_timeout", lost=True)]})

    assert codes(tmp_path, "abc", children) == [None, "conversion_timeout", None]
    assert children.batches == ["abc", "c"]


def test_an_empty_or_missing_file_is_refused_without_asking(tmp_path: Path) -> None:
    children = FakeChildren()
    wanted = jobs(tmp_path, "abc")
    wanted[0].source.write_bytes(b"")
    wanted[2].source.unlink()

    errors = convert_in_batches(wanted, 4, children.ask)

    assert [error.code if error else None for error in errors] == [
        "document_unreadable",
        None,
        "document_unreadable",
    ]
    assert children.batches == ["b"]


def test_nothing_to_convert_asks_nobody(tmp_path: Path) -> None:
    children = FakeChildren()

    assert codes(tmp_path, "", children) == []
    assert children.batches == []
