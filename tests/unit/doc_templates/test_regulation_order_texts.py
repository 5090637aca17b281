"""What the order that approves the Положение says: its acts, its points, its annexes."""

from tests.filling import fill, get_sample


def test_the_order_and_its_annexes_have_one_number_and_one_date() -> None:
    text = fill("order_approve_regulation", get_sample("order_approve_regulation"))

    assert text.count("от 02.09.2025 № 57-од") == 2


def test_the_word_of_approval_agrees_with_what_is_approved() -> None:
    text = fill("order_approve_regulation", get_sample("order_approve_regulation"))

    assert text.index("УТВЕРЖДЕНО") < text.index("ПОЛОЖЕНИЕ") < text.index("УТВЕРЖДЁН\n")
    assert "УТВЕРЖДЕНА" in fill("personalized_program", get_sample("personalized_program"))


def test_acts_are_cited_from_the_highest_to_the_lowest() -> None:
    text = fill("order_approve_regulation", get_sample("order_approve_regulation"))
    acts = ("статьёй 351.8", "273-ФЗ", "3273-р", "АЗ-1128", "№ 720", "педагогического совета")

    places = [text.index(act) for act in acts]

    assert places == sorted(places)


def test_a_school_without_a_trade_union_does_not_mention_one() -> None:
    data = get_sample("order_approve_regulation")
    del data["trade_union"]

    assert "мнени" not in fill("order_approve_regulation", data).lower()


def test_points_close_the_gap_of_an_optional_one() -> None:
    data = get_sample("order_approve_regulation")
    with_replaced = fill("order_approve_regulation", data)
    del data["replaces"]
    without = fill("order_approve_regulation", data)

    assert "5. Контроль" in with_replaced
    assert "4. Контроль" in without


def test_a_roadmap_of_ones_own_replaces_the_usual_one() -> None:
    data = get_sample("order_approve_regulation")
    data["roadmap"] = [
        {
            "title": "Подготовка",
            "content": ["издать приказ", "назначить куратора"],
            "due": "до 09.09.2025",
            "responsible": "руководитель",
        }
    ]

    text = fill("order_approve_regulation", data)

    assert "– назначить куратора." in text
    assert "Формирование банка наставников" not in text
