"""What a personalized programme says of those who take part in it."""

from tests.filling import fill, get_sample


def test_a_curator_who_mentors_is_controlled_by_the_head() -> None:
    data = get_sample("personalized_program")
    data["supervisor"] = get_sample("order_assign_pairs")["signer"]

    text = fill("personalized_program", data)

    assert "Мониторинг реализации программы проводит директор Мельник Ольга Сергеевна" in text
    assert "представляет руководителю отчёт" in text


def test_a_group_is_spoken_of_in_the_plural() -> None:
    data = get_sample("personalized_program")
    data["mentees"] = data["mentees"] * 2

    text = fill("personalized_program", data)

    assert "Программа согласована с наставляемыми:" in text
    assert "Сильные стороны наставляемых" in text


def test_a_programme_not_yet_approved_leaves_room_for_the_order() -> None:
    data = get_sample("personalized_program")
    del data["approval"]

    assert "от «___»" in fill("personalized_program", data)
