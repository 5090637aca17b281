import pytest

from doc_templates.declension.forms import Case, Confidence
from doc_templates.declension.organisations import decline_organisation_fully
from doc_templates.declension.positions import decline_position, decline_position_fully

HIGH, MED, LOW = Confidence.HIGH, Confidence.MED, Confidence.LOW


@pytest.mark.parametrize(
    ("position", "accusative", "confidence"),
    [
        ("мастер производственного обучения", "мастера производственного обучения", HIGH),
        ("контрактный управляющий", "контрактного управляющего", HIGH),
        ("заведующая хозяйством", "заведующую хозяйством", HIGH),
        ("IT-специалист", "IT-специалиста", HIGH),
        ("шеф-повар", "шеф-повара", HIGH),
        ("тьютор", "тьютора", HIGH),
        ("ответственное лицо", "ответственное лицо", HIGH),
        ("УЧИТЕЛЬ-ЛОГОПЕД", "УЧИТЕЛЯ-ЛОГОПЕДА", HIGH),
        ("И. о. директора", "И. о. директора", HIGH),
        ("члены комиссии", "членов комиссии", HIGH),
        ("педагог организатор", "педагога организатора", MED),
        ("машинист (кочегар) котельной", "машиниста (кочегара) котельной", MED),
        ("медицинская сестра диетическая", "медицинскую сестру диетическую", MED),
        ("начальник отдела - главный бухгалтер", "начальника отдела - главного бухгалтера", MED),
        (
            "учитель, осуществляющий функции классного руководителя",
            "учителя, осуществляющего функции классного руководителя",
            MED,
        ),
        (
            "педагог-психолог, временно исполняющий обязанности директора",
            "педагога-психолога, временно исполняющего обязанности директора",
            MED,
        ),
        ("лаборант (химия)", "лаборанта (химия)", MED),
        ("учитель-предметник/тьютор", "учителя-предметника/тьютора", MED),
        ("зам. директора по УВР", "зам. директора по УВР", LOW),
        ("новая директор", "новую директора", LOW),
        ("Director", "Director", LOW),
        ("", "", LOW),
    ],
)
def test_a_position_declines(position: str, accusative: str, confidence: Confidence) -> None:
    forms = decline_position_fully(position)
    assert (forms.acc.text, forms.confidence) == (accusative, confidence)


@pytest.mark.parametrize(
    ("organisation", "genitive", "confidence"),
    [
        ("МБОУ «СОШ № 5»", "МБОУ «СОШ № 5»", HIGH),
        ("Дворец пионеров", "Дворца пионеров", HIGH),
        ("СРЕДНЯЯ ШКОЛА № 5", "СРЕДНЕЙ ШКОЛЫ № 5", HIGH),
        ("лицей «Вторая школа»", "лицея «Вторая школа»", HIGH),
        ("МБОУ Школа № 5", "МБОУ Школа № 5", MED),
        ("школа Гармония", "школы Гармония", MED),
        ("ВГПУ (вымышленный)", "ВГПУ (вымышленный)", MED),
        ("вечерняя (сменная) школа № 2", "вечерняя (сменная) школа № 2", LOW),
        ("«Ромашка»", "«Ромашка»", LOW),
    ],
)
def test_an_organisation_declines(organisation: str, genitive: str, confidence: Confidence) -> None:
    forms = decline_organisation_fully(organisation)
    assert (forms.gen.text, forms.confidence) == (genitive, confidence)


def test_the_ending_has_its_dots_and_the_stem_keeps_its_spelling() -> None:
    assert decline_position("ученый секретарь", Case.INS).text == "ученым секретарём"
    assert decline_position("вахтёр", Case.GEN).text == "вахтёра"


def test_the_glossary_stands_above_the_rules() -> None:
    gen = "заместителя директора"
    six = ("зам. директора", gen, "заместителю директора", gen, "замом директора", "заместителе")
    forms = decline_position_fully("  зам.  директора ", {"зам. директора": six})
    assert (forms.gen.text, forms.confidence) == ("заместителя директора", HIGH)
