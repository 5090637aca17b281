import pytest

from doc_templates.declension.forms import Case, Confidence, Gender
from doc_templates.declension.full_names import split_full_name
from doc_templates.declension.parts import Part, decline_part
from doc_templates.declension.persons import (
    Person,
    Style,
    decline_person,
    decline_person_fully,
    make_initials,
)

HIGH, MED, LOW = Confidence.HIGH, Confidence.MED, Confidence.LOW
M, F = Gender.MALE, Gender.FEMALE


@pytest.mark.parametrize(
    ("surname", "gender", "genitive", "instrumental", "confidence"),
    [
        ("Львов", M, "Львова", "Львовым", HIGH),
        ("Рабинович", M, "Рабиновича", "Рабиновичем", HIGH),
        ("Ткач", M, "Ткача", "Ткачом", MED),
        ("Долгих", M, "Долгих", "Долгих", HIGH),
        ("Дитрих", M, "Дитриха", "Дитрихом", LOW),
        ("Чаплин", M, "Чаплина", "Чаплином", LOW),
        ("Гершвин", F, "Гершвин", "Гершвин", MED),
        ("Журавлёва", F, "Журавлёвой", "Журавлёвой", HIGH),
        ("Калина", F, "Калиной", "Калиной", LOW),
        ("Гуща", M, "Гущи", "Гущей", MED),
        ("Левша", M, "Левши", "Левшой", LOW),
        ("Кравец", M, "Кравца", "Кравцом", LOW),
        ("Воробей", M, "Воробья", "Воробьём", LOW),
        ("Дюма", M, "Дюма", "Дюма", HIGH),
        ("Гулиа", M, "Гулиа", "Гулиа", LOW),
        ("Береговой", M, "Берегового", "Береговым", LOW),
        ("Вий", M, "Вия", "Вием", MED),
        ("Мышь", M, "Мыша", "Мышем", LOW),
        ("ИВАНОВА", F, "ИВАНОВОЙ", "ИВАНОВОЙ", HIGH),
        ("иванова", F, "ивановой", "ивановой", MED),
        ("МакДональд", M, "МакДональда", "МакДональдом", LOW),
        ("Smith", M, "Smith", "Smith", LOW),
        ("Ивановa", F, "Ивановa", "Ивановa", LOW),  # the last letter is Latin
        ("Соколов - Мельник", M, "Соколова-Мельника", "Соколовым-Мельником", HIGH),
        ("Тер-Саркисян", M, "Тер-Саркисяна", "Тер-Саркисяном", MED),
        ("ван Гог", M, "ван Гога", "ван Гогом", LOW),
    ],
)
def test_a_surname_declines(
    surname: str, gender: Gender, genitive: str, instrumental: str, confidence: Confidence
) -> None:
    forms = decline_part(Part.SURNAME, surname, gender)
    assert (forms.gen.text, forms.confidence) == (genitive, confidence)
    if surname != "Левша":  # whose stress the spelling hides: either is offered
        assert forms.ins.text == instrumental


@pytest.mark.parametrize(
    ("name", "gender", "genitive", "confidence"),
    [
        ("Лев", M, "Льва", HIGH),
        ("Пётр", M, "Петра", HIGH),
        ("Фёдор", M, "Фёдора", HIGH),
        ("София", F, "Софии", HIGH),
        ("Наталья", F, "Натальи", HIGH),
        ("Наталия", F, "Наталии", HIGH),
        ("Любовь", F, "Любови", HIGH),
        ("Айгуль", F, "Айгули", LOW),
        ("Анна-Мария", F, "Анны-Марии", MED),
        ("Жан-Поль", M, "Жан-Поля", LOW),
        ("Ахмед-Хан", M, "Ахмед-Хана", LOW),
        ("Данило", M, "Данило", LOW),
        ("Отто", M, "Отто", HIGH),
        ("Анаит", F, "Анаит", HIGH),
        ("М.", F, "М.", HIGH),
    ],
)
def test_a_given_name_declines(
    name: str, gender: Gender, genitive: str, confidence: Confidence
) -> None:
    forms = decline_part(Part.GIVEN_NAME, name, gender)
    assert (forms.gen.text, forms.confidence) == (genitive, confidence)


@pytest.mark.parametrize(
    ("patronymic", "gender", "instrumental", "confidence"),
    [
        ("Ильич", M, "Ильичом", HIGH),
        ("Никитич", M, "Никитичем", HIGH),
        ("Ильинична", F, "Ильиничной", HIGH),
        ("Рашид оглы", M, "Рашид оглы", HIGH),
        ("Аяз-кызы", F, "Аяз-кызы", HIGH),
        ("Абдул-Хамидович", M, "Абдул-Хамидовичем", MED),
        ("Петровна", M, "Петровна", LOW),
        ("Мухаммад", M, "Мухаммад", LOW),
    ],
)
def test_a_patronymic_declines(
    patronymic: str, gender: Gender, instrumental: str, confidence: Confidence
) -> None:
    forms = decline_part(Part.PATRONYMIC, patronymic, gender)
    assert (forms.ins.text, forms.confidence) == (instrumental, confidence)


def test_a_gender_that_contradicts_the_name_is_never_sure() -> None:
    for surname, given_name, patronymic, gender in [
        ("Иванов", "Иван", "Иванович", F),
        ("Иванова", "Анна", "Ивановна", M),
    ]:
        person = Person(surname, given_name, patronymic, gender)
        assert decline_person_fully(person).confidence is LOW


def test_without_a_gender_it_is_read_from_the_patronymic() -> None:
    forms = decline_person_fully(Person("Мельник", "Саша", "Сергеевна"))
    assert forms.dat.text == "Мельник Саше Сергеевне"


def test_an_unknown_gender_changes_nothing_that_depends_on_it() -> None:
    form = decline_person(Person("Мельник", "", ""), Case.DAT)
    assert (form.text, form.confidence) == ("Мельник", LOW)
    assert decline_person(Person("Шевченко"), Case.DAT).confidence is MED


def test_an_explicit_form_stands_above_the_rules() -> None:
    explicit = {(Part.SURNAME, Case.GEN): "Зайца"}
    person = Person("Заяц", "Фома", "Лукич", M, explicit=explicit)
    assert decline_person(person, Case.GEN).text == "Зайца Фомы Лукича"
    assert decline_person(person, Case.GEN).confidence is HIGH


def test_a_part_marked_as_unchanging_stays() -> None:
    person = Person("Кравец", "Иван", "Ильич", M, indeclinable=frozenset({Part.SURNAME}))
    form = decline_person(person, Case.INS)
    assert (form.text, form.confidence) == ("Кравец Иваном Ильичом", HIGH)


def test_initials_stand_before_or_after_the_surname() -> None:
    person = Person("Скляр", "Лев", "Кузьмич", M)
    assert decline_person(person, Case.DAT, Style.SURNAME_INITIALS).text == "Скляру Л.К."
    assert decline_person(person, Case.NOM, Style.INITIALS_SURNAME).text == "Л.К. Скляр"


@pytest.mark.parametrize(
    ("given_name", "patronymic", "initials"),
    [
        ("Эльдар", "Рашид оглы", "Э.Р."),
        ("Ен Сук", "", "Е.С."),
        ("Жан-Поль", "Андреевич", "Ж.-П.А."),
        ("О.", "С.", "О.С."),
        ("", "", ""),
    ],
)
def test_initials_are_short(given_name: str, patronymic: str, initials: str) -> None:
    assert make_initials(given_name, patronymic) == initials


@pytest.mark.parametrize(
    ("typed", "parts"),
    [
        ("Алиев Эльдар Рашид оглы", ("Алиев", "Эльдар", "Рашид оглы")),
        ("Ким Ен Сук", ("Ким", "Ен Сук", "")),
        ("О.С. Мельник", ("Мельник", "О.", "С.")),
        ("Мельник О. С.", ("Мельник", "О.", "С.")),
        ("Иван Петрович Сидоров", ("Сидоров", "Иван", "Петрович")),
        ("фон Берг Отто Карлович", ("фон Берг", "Отто", "Карлович")),
        ("Гарсия Мария", ("Гарсия", "Мария", "")),
        ("Соколова", ("Соколова", "", "")),
        ("", ("", "", "")),
    ],
)
def test_a_full_name_is_taken_apart(typed: str, parts: tuple[str, str, str]) -> None:
    person = split_full_name(typed)
    assert (person.surname, person.given_name, person.patronymic) == parts
