import pytest

from service.domain.search import searchable


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("приказ", "О ПРИКАЗЕ"),
        ("семен", "Согласие: Семён"),
        ("СЕМЁН", "согласие: семен"),
        ("17 – ОД", "17-од"),
        ("17-од", "17 — ОД О закреплении"),
        ("39/3", "39 / 3"),
        ("01\N{NON-BREAKING HYPHEN}05", "48/01-05"),
        ("мельник о.с.", "Мельник\N{NO-BREAK SPACE}О.С."),
        ("наставник", "на\N{SOFT HYPHEN}став\N{SOFT HYPHEN}ник"),
        ("й", "и\N{COMBINING BREVE}"),
        ("  о   паре ", "О\tпаре"),
    ],
)
def test_a_query_finds_the_text(query: str, text: str) -> None:
    assert searchable(query) in searchable(text)


@pytest.mark.parametrize(("query", "text"), [("пара", "порядок"), ("17-од", "1 7-од")])
def test_a_query_does_not_find_what_is_not_there(query: str, text: str) -> None:
    assert searchable(query) not in searchable(text)


def test_letters_that_a_database_refuses_are_left_out() -> None:
    assert searchable("при\x00каз\ud800") == "приказ"


def test_parts_are_joined_with_a_space() -> None:
    assert searchable("48-од", "О паре") == "48-од о паре"


@pytest.mark.parametrize("text", ["17 – ОД", " а / б ", "Ёлка — ель", ""])
def test_folding_twice_changes_nothing(text: str) -> None:
    assert searchable(searchable(text)) == searchable(text)
