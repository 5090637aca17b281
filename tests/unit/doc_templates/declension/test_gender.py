import pytest

from doc_templates.declension.forms import Confidence, Gender
from doc_templates.declension.gender import detect_gender

HIGH, MED, LOW = Confidence.HIGH, Confidence.MED, Confidence.LOW
M, F = Gender.MALE, Gender.FEMALE


@pytest.mark.parametrize(
    ("name", "gender", "confidence"),
    [
        (("Мельник", "Саша", "Сергеевна"), F, HIGH),
        (("Алиев", "Эльдар", "Рашид оглы"), M, HIGH),
        (("Мамедова", "Лейла", "Аяз кызы"), F, HIGH),
        (("Иванова", "Мария", ""), F, HIGH),
        (("Мельник", "Мария", ""), F, MED),
        (("Иванова", "М.", "П."), F, MED),
        (("Иванова", "Иван", "Иванович"), M, LOW),
        (("Иванова", "Иван", ""), M, LOW),
        (("Ким", "Ё.", ""), None, LOW),
        (("", "", ""), None, LOW),
    ],
)
def test_a_gender_is_read_from_a_name(
    name: tuple[str, str, str], gender: Gender | None, confidence: Confidence
) -> None:
    guess = detect_gender(*name)
    assert (guess.gender, guess.confidence) == (gender, confidence)
