"""What people write in their own words: a reason, a ground, a name."""

from service.domain.errors import InvalidRequestError, Problem

MAX_REASON = 500
MAX_NAME = 200


def text_problem(
    text: str, pointer: str, longest: int = MAX_REASON, *, empty: str = "Заполните это поле."
) -> Problem | None:
    """What keeps a text from being printable words of that length, if anything does."""
    if not text.strip():
        return Problem(pointer, "required", empty)
    if len(text) > longest:
        message = f"Слишком длинный текст: сократите его до {longest} знаков."
        return Problem(pointer, "too_long", message)
    if not text.replace("\n", " ").replace("\r", " ").isprintable():
        message = "Уберите невидимые символы: наберите текст заново."
        return Problem(pointer, "control_character", message)
    return None


def name_problem(name: str, pointer: str, *, empty: str = "Заполните это поле.") -> Problem | None:
    """What keeps a text from being somebody's name, if anything does: one line, and not a long one.

    The same for everybody who writes down who signs, and for the letters that name them.
    """
    if problem := text_problem(name, pointer, MAX_NAME, empty=empty):
        return problem
    if not name.isprintable():
        return Problem(pointer, "control_character", "Напишите имя в одну строку.")
    return None


def check_text(text: str, pointer: str, *, empty: str = "Заполните это поле.") -> None:
    """Refuse a reason that says nothing or too much. Raises InvalidRequestError."""
    if problem := text_problem(text, pointer, empty=empty):
        raise InvalidRequestError((problem,))
