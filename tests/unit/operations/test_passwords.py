"""Which passwords are good enough (ASVS 5.0, chapter 6.2)."""

import pytest
from argon2 import PasswordHasher

from service.operations.passwords import MAX_PASSWORD_LENGTH, Passwords, find_fault

ABOUT = ("melnik", "Мельник Ольга Сергеевна", "melnik@school.example")


def code_of(password: str) -> str | None:
    fault = find_fault(password, ABOUT)
    return None if fault is None else fault.code


@pytest.mark.parametrize(
    "password",
    [
        "скрепка лошадь батарея",
        "correct horse battery staple",
        "аааббб вввггг зонт",
        "k7vQ2xW9pLr4",
        "только строчные буквы в саду",
        "🦔🌲🚲 ёжик на велосипеде",
        ("верная скрепка лежит у окна " * 12)[:MAX_PASSWORD_LENGTH],
    ],
)
def test_length_is_enough_and_no_composition_is_asked_for(password: str) -> None:
    assert code_of(password) is None


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("", "too_short"),
        ("k7vQ2xW9pLr", "too_short"),
        ("x" * (MAX_PASSWORD_LENGTH + 1), "too_long"),
        ("passwordpassword", "common_password"),
        ("Password123456", "common_password"),
        ("qwertyuiop[]", "common_password"),
        ("йцукенгшщзхъ", "common_password"),
        ("123456789012", "common_password"),
        ("aaaaaaaaaaaa", "common_password"),
        ("parolparol12", "common_password"),
        ("gfhjkmgfhjkm", "common_password"),
        ("парольпароль", "common_password"),
        ("melnik melnik", "common_password"),
        ("мельник ольга", "common_password"),
        ("наставничество", "common_password"),
    ],
)
def test_what_is_tried_first_is_refused(password: str, code: str) -> None:
    assert code_of(password) == code


@pytest.mark.parametrize("odd", ["\x00" * 12, "\ud800" * 12 + "abc", "\u202e" + "скрепка лошадь"])
def test_odd_letters_are_judged_and_kept_like_others(odd: str) -> None:
    passwords = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    find_fault(odd, ABOUT)
    kept = passwords.keep(odd)

    assert kept.startswith("$argon2id$")
    assert passwords.matches(kept, odd)
    assert not passwords.matches(kept, odd + "x")
    assert not passwords.matches(None, odd)
