"""Control digits: one misprint is always noticed."""

import pytest

from service.domain.tax_numbers import is_inn, is_kpp, is_ogrn

INN, PERSONS_INN = "7707083893", "500100732259"
OGRN, OGRNIP = "1027700132195", "304500116000157"


def misprints(number: str) -> list[str]:
    return [
        number[:place] + str((int(digit) + 1) % 10) + number[place + 1 :]
        for place, digit in enumerate(number)
    ]


@pytest.mark.parametrize("number", [INN, PERSONS_INN])
def test_an_inn_is_known_by_its_control_digits(number: str) -> None:
    assert is_inn(number)
    assert [wrong for wrong in misprints(number) if is_inn(wrong)] == []


@pytest.mark.parametrize("number", [OGRN, OGRNIP])
def test_an_ogrn_is_known_by_its_control_digit(number: str) -> None:
    assert is_ogrn(number)
    assert not is_ogrn(number[:-1] + str((int(number[-1]) + 1) % 10))


@pytest.mark.parametrize("text", ["", "770708389", "77070838933", "٧٧٠٧٠٨٣٨٩٣", "7707083893\n"])
def test_what_is_no_number_is_none(text: str) -> None:
    assert not is_inn(text)
    assert not is_ogrn(text)


def test_a_kpp_is_nine_digits() -> None:
    assert is_kpp("770701001")
    assert not is_kpp("77070100")
    assert not is_kpp("77070100A")
