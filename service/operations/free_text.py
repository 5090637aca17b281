"""Text that people write in their own words: a reason, a ground."""

from service.domain.errors import InvalidRequestError, Problem


def require_text(text: str, pointer: str, longest: int) -> None:
    """Make sure that somebody wrote something, of several lines perhaps.

    Raises InvalidRequestError: `required`, `too_long`, `control_character`.
    """
    if not text.strip():
        problem = Problem(pointer, "required", "Заполните это поле.")
    elif len(text) > longest:
        message = f"Слишком длинный текст: сократите его до {longest} знаков."
        problem = Problem(pointer, "too_long", message)
    elif not text.replace("\n", " ").replace("\r", " ").isprintable():
        message = "Уберите невидимые символы: наберите текст заново."
        problem = Problem(pointer, "control_character", message)
    else:
        return
    raise InvalidRequestError((problem,))
