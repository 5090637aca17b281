"""Passwords: which are good enough, and how they are kept.

The rules are those of OWASP ASVS 5.0, chapter 6.2: length counts, no composition is asked for,
nothing is cut off, and what everybody would try first is refused.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn import zxcvbn

from service.domain.errors import InvalidRequestError, Problem
from service.operations.tokens import encode

MIN_PASSWORD_LENGTH: Final = 12
MAX_PASSWORD_LENGTH: Final = 256
_JUDGED_LENGTH = 72
"""As much of a password as its guesses are counted for; what is longer has enough of them."""

_FEW_GUESSES = 10**8
"""So many tries, cheap or dear, are within reach of anybody who has the hash (zxcvbn, score 3)."""

_WORD_LENGTH = 3
_OUR_WORDS = ("grif", "гриф", "nastavnik", "наставник", "наставничество", "школа", "учитель")
_ENGLISH_KEYS = str.maketrans(
    "йцукенгшщзхъфывапролджэячсмитьбю", "qwertyuiop[]asdfghjkl;'zxcvbnm,."
)


@dataclass(frozen=True)
class Passwords:
    """Keeps passwords as argon2id hashes (RFC 9106)."""

    hasher: PasswordHasher

    def keep(self, password: str) -> str:
        """What is stored of a password."""
        return self.hasher.hash(encode(password))

    def matches(self, password_hash: str | None, password: str) -> bool:
        """Whether it is the password; for nobody's hash it takes as long as for somebody's."""
        # Longer than any password there is; a part of it must not match, nor all of it be hashed.
        too_long = len(password) > MAX_PASSWORD_LENGTH
        given = encode(password[:MAX_PASSWORD_LENGTH])
        if password_hash is None or too_long:
            self.hasher.hash(given)
            return False
        try:
            return self.hasher.verify(password_hash, given)
        except (VerificationError, InvalidHashError):
            return False


def find_fault(password: str, about: Iterable[str]) -> Problem | None:
    """Why this is no good as a password of somebody whose login and names are `about`."""
    if len(password) < MIN_PASSWORD_LENGTH:
        message = f"Пароль: не короче {MIN_PASSWORD_LENGTH} знаков. Подойдут три–четыре слова."
        return Problem("#/password", "too_short", message)
    if len(password) > MAX_PASSWORD_LENGTH:
        message = f"Пароль: не длиннее {MAX_PASSWORD_LENGTH} знаков."
        return Problem("#/password", "too_long", message)
    if _is_guessable(password, [*_OUR_WORDS, *(word for text in about for word in text.split())]):
        message = (
            "Такой пароль подбирают первым: он из распространённых, из вашего имени или из "
            "соседних клавиш. Возьмите несколько не связанных между собой слов."
        )
        return Problem("#/password", "common_password", message)
    return None


def require_good(password: str, about: Iterable[str]) -> None:
    """Refuse a password that is no good. Raises InvalidRequestError (`#/password`)."""
    if (fault := find_fault(password, about)) is not None:
        raise InvalidRequestError((fault,))


def _is_guessable(password: str, words: list[str]) -> bool:
    """Whether few guesses lead to it, whichever layout the keyboard was in."""
    if len(_without(password, words)) < MIN_PASSWORD_LENGTH // 2:
        return True
    typed = password[:_JUDGED_LENGTH]
    forms = {typed, typed.casefold().translate(_ENGLISH_KEYS)}
    return any(zxcvbn(form, user_inputs=words)["guesses"] < _FEW_GUESSES for form in forms)


def _without(password: str, words: list[str]) -> str:
    """What is left of a password without the words that everybody knows."""
    left = password.casefold()
    for word in sorted(words, key=len, reverse=True):
        if len(word) >= _WORD_LENGTH:
            left = left.replace(word.casefold(), "")
    return left
