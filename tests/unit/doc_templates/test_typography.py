import pytest
from hypothesis import given
from hypothesis import strategies as st

from doc_templates.typography import NBSP, NO_BREAK_HYPHEN, hold_hyphens, typeset

# Texts made of what the rules look at, so that they meet often.
_PIECES = st.sampled_from(
    [" ", NBSP, "№", "г.", "д.", "т.", "п.", "ул.", "О.", "Дж.", "Мельник", "5", "–", "-", "%", "«",
     "О", "с", "НШ-ДС", ".", ",", "\n"]
)  # fmt: skip
_TYPED = st.one_of(st.lists(_PIECES, max_size=12).map("".join), st.text(max_size=60))


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("МКОУ «СОШ № 1»", "МКОУ «СОШ №_1»"),
        ("О. С. Мельник", "О._С._Мельник"),
        ("О.С. Мельник", "О.С._Мельник"),
        ("Мельник О.С., директор", "Мельник_О.С., директор"),
        ("Мельник О. С.", "Мельник_О._С."),
        ("Гаджиев Дж. А.", "Гаджиев_Дж._А."),
        ("имени П. П. Примерова", "имени П._П._Примерова"),
        ("СОШ им. П.П. Примерова", "СОШ им._П.П._Примерова"),
        (
            "г. Эталонск, пр-кт Типовой, д. 20, корп. 3",
            "г._Эталонск, пр-кт Типовой, д._20, корп._3",
        ),
        ("с. Тестово, ул. Школьная, зд. 7А", "с._Тестово, ул._Школьная, зд._7А"),
        ("ст. 351.8 и п. 4", "ст._351.8 и п._4"),
        ("г. «Образцовый»", "г._«Образцовый»"),
        ("в 2025 г. и 2026 гг.", "в 2025_г. и 2026_гг."),
        ("не менее 90 %", "не менее 90_%"),
        ("школа — детский сад", "школа_— детский сад"),
        ("пара – группа - все", "пара_– группа_- все"),
        ("МКОУ «Примеровская НШ-ДС»", "МКОУ «Примеровская НШ\u2011ДС»"),
        ("НШ-ДС-ОУ", "НШ\u2011ДС\u2011ОУ"),
    ],
)
def test_what_belongs_together_is_not_torn_apart(typed: str, printed: str) -> None:
    assert typeset(typed).replace(NBSP, "_") == printed


@pytest.mark.parametrize(
    "typed",
    [
        "Мельник Ольга Сергеевна",
        "Первое предложение. Второе.",
        "МКОУ. Далее",
        "директору О.С.Мельник",
        "и т. д. Далее, и т. п. Далее, и т.д. и т.п. вместе",
        "бог. Пир",
        "Иванов-Петров, ИВАНОВ-ПЕТРОВ, по-русски, США-матушка, 7-ДС",
        "серия 00 00, номер 000101",
        "№",
        "",
    ],
)
def test_other_spaces_are_left_alone(typed: str) -> None:
    assert typeset(typed) == typed


def test_the_year_does_not_hold_the_next_word() -> None:
    assert typeset("5 сентября 2025 г. издан") == f"5 сентября 2025{NBSP}г. издан"


@given(typed=_TYPED)
def test_nothing_but_spaces_and_hyphens_changes(typed: str) -> None:
    printed = typeset(typed)

    assert len(printed) == len(typed)
    assert _plain(printed) == _plain(typed)


def _plain(text: str) -> str:
    return text.replace(NBSP, " ").replace(NO_BREAK_HYPHEN, "-")


@given(typed=_TYPED)
def test_a_second_time_changes_nothing(typed: str) -> None:
    assert typeset(typeset(typed)) == typeset(typed)


@given(typed=_TYPED)
def test_a_number_gives_back_its_hyphens(typed: str) -> None:
    held = hold_hyphens(typed)

    assert "-" not in held
    assert held.replace(NO_BREAK_HYPHEN, "-") == typed.replace(NO_BREAK_HYPHEN, "-")
