"""What the municipality's order and the order on electronic documents say."""

from doc_templates.catalogue import describe
from tests.docx_text import as_typed
from tests.filling import CATALOGUE, fill, get_sample

OFFICIAL = "municipal_order_responsible"
ELECTRONIC = "edo_introduction_order"


def test_the_official_is_appointed_with_the_functions_of_the_roadmap() -> None:
    text = fill(OFFICIAL, get_sample(OFFICIAL))

    assert (
        "1. Назначить главного специалиста отдела образования Иваненко Анну Олеговну должностным "
        "лицом, ответственным за внедрение, организационно-методическое, аналитическое "
        "сопровождение, мониторинг наставничества в Заозёрновском муниципальном округе" in text
    )
    assert CATALOGUE.get_kind(OFFICIAL).level == "municipality"


def test_the_official_is_replaced_by_a_deputy_when_there_is_one() -> None:
    data = get_sample(OFFICIAL)
    replaced = fill(OFFICIAL, data)
    del data["deputy"]
    alone = fill(OFFICIAL, data)

    assert "возложить на методиста отдела образования Лисицыну Веру Павловну." in replaced
    assert "3. Ответственному должностному лицу:" in replaced
    assert "2. Ответственному должностному лицу:" in alone


def test_further_tasks_of_the_official_follow_those_of_the_roadmap() -> None:
    data = get_sample(OFFICIAL)
    more = fill(OFFICIAL, data)
    del data["tasks"]
    usual = fill(OFFICIAL, data)

    assert "05.06.2026;\n3.7. готовить сведения" in more
    assert "05.06.2026.\n4. Руководителям" in usual


def test_a_room_ends_the_contacts_when_it_is_known() -> None:
    data = get_sample(OFFICIAL)
    with_room = fill(OFFICIAL, data)
    del data["contacts"]["room"]
    without_room = fill(OFFICIAL, data)

    assert "5.2. электронная почта – o-mun@example.test;\n5.3. кабинет 12." in with_room
    assert "5.2. электронная почта – o-mun@example.test.\n6." in without_room


def test_up_to_five_recipients_stand_in_the_text_and_more_in_an_annex() -> None:
    data = get_sample(OFFICIAL)
    many = fill(OFFICIAL, data)
    few = fill(OFFICIAL, data | {"recipients": data["recipients"][:2]})

    assert "по списку (приложение)." in many
    assert many.index("СПИСОК") < many.index(as_typed(data["recipients"][5]))
    assert (
        "организаций: МКОУ «Образцовская СОШ № 1» и МБОУ «Тестовская СОШ им. П. П. Примерова»."
        in few
    )
    assert "СПИСОК" not in few


def test_electronic_documents_are_introduced_with_the_founders_agreement() -> None:
    text = fill(ELECTRONIC, get_sample(ELECTRONIC))

    assert "частью 8 статьи 28 Федерального закона от 29.12.2012 № 273-ФЗ" in text
    assert "муниципального округа (письмо от 18.08.2025 № 210), с учётом мнения" in text
    assert "Приложение\nУТВЕРЖДЁН\nприказом" in text


def test_the_procedure_says_who_signs_what_with_which_signature() -> None:
    lines = fill(ELECTRONIC, get_sample(ELECTRONIC)).splitlines()
    place = lines.index("представления о составе наставнических пар (групп), отчёты о мониторинге")

    assert lines[place + 1 : place + 3] == [
        "куратор",
        "усиленная неквалифицированная электронная подпись",
    ]


def test_keeping_is_charged_to_the_keeper_or_else_to_the_responsible() -> None:
    data = get_sample(ELECTRONIC)
    apart = fill(ELECTRONIC, data)
    del data["archive_keeper"]
    together = fill(ELECTRONIC, data)

    assert "5. Учителю русского языка и литературы Королёвой Любови Фоминичне:\n5.1." in apart
    assert "6. Контроль" in apart
    assert "4.3. обеспечить хранение" in together
    assert "5. Контроль" in together


def test_a_school_without_a_trade_union_asks_nobody() -> None:
    data = get_sample(ELECTRONIC)
    del data["trade_union"]

    assert "мнени" not in fill(ELECTRONIC, data)


def test_the_orders_are_named_in_lists() -> None:
    kind = CATALOGUE.get_kind(OFFICIAL)

    assert describe(kind, kind.sample) == (
        "О назначении ответственного за наставничество: Иваненко Анна Олеговна"
    )
