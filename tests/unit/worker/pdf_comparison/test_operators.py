"""Every operator that moves text or lines (ISO 32000-1, 8.5 and 9.3), by its plain equivalent."""

import pytest

from tests.assets.small_pdf import line, write_pdf
from worker.pdf_comparison.comparison import compare_pdfs


def text(operators: str) -> str:
    return f"BT /F 10 Tf 72 700 Td {operators} ET\n"


@pytest.mark.parametrize(
    ("content", "plain"),
    [
        (text("2 Tc (ab) Tj"), line("a") + line("b", left=79)),
        (text("3 Tw (a b) Tj"), line("a") + line("b", left=85)),
        (text("50 Tz (a b) Tj"), "BT /F 10 Tf 0.5 0 0 1 72 700 Tm (a b) Tj ET\n"),
        (text("5 Ts (a) Tj"), line("a", base=705)),
        (text("12 TL (a) Tj T* (b) Tj"), line("a") + line("b", base=688)),
        (
            text("(a) Tj 1 -12 TD (b) Tj T* (c) Tj"),
            line("a") + line("b", left=73, base=688) + line("c", left=73, base=676),
        ),
        (text("12 TL (a) Tj (b) '"), line("a") + line("b", base=688)),
        (
            text('12 TL 3 0 (a b) "'),
            line("a", base=688) + line("b", left=85, base=688),
        ),
        (
            "BT /F 5 Tf 2 0 0 2 72 700 Tm (a) Tj ET\n",
            line("a"),
        ),
        ("q 1 0 0 1 9 9 cm Q\n" + line("a"), line("a")),
        ("q 2 0 0 2 10 20 cm 1 1 m 5 1 l S Q\n", "12 22 m 20 22 l S\n"),
        ("10 20 30 40 re f\n", "10 20 m 40 20 l 40 60 l 10 60 l f\n"),
    ],
)
def test_an_operator_does_what_its_plain_equivalent_does(content: str, plain: str) -> None:
    assert compare_pdfs(write_pdf(content), write_pdf(plain)) == []


@pytest.mark.parametrize(
    ("content", "other"),
    [
        (line("ab"), line("a") + line("b", left=79)),
        (text("1 Ts (a) Tj"), line("a")),
        (text("3 Tw (a b) Tj"), line("a b")),
        (text("90 Tz (a) Tj"), line("a")),
        ("10 20 m 40 20 l S\n", "10 20 m 40 20 l B\n"),
        ("10 20 m 20 30 30 30 40 20 c S\n", "10 20 m 20 31 30 30 40 20 c S\n"),
        ("q 9 0 0 9 0 0 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \x20 EI Q\n", ""),
    ],
)
def test_what_looks_different_is_different(content: str, other: str) -> None:
    assert compare_pdfs(write_pdf(content), write_pdf(other)) != []


def test_letters_far_apart_are_words_of_their_own() -> None:
    (difference,) = compare_pdfs(write_pdf(line("ab")), write_pdf(line("a") + line("b", left=79)))

    assert difference.aspect == "text"
