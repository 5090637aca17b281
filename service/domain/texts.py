"""What people write in their own words: a reason, a ground, a name."""

from service.domain.errors import InvalidRequestError, Problem

MAX_REASON = 500


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


def check_text(text: str, pointer: str, *, empty: str = "Заполните это поле.") -> None:
    """Refuse a reason that says nothing or too much. Raises InvalidRequestError."""
    if problem := text_problem(text, pointer, empty=empty):
        raise InvalidRequestError((problem,))
