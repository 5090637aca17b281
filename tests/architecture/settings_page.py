"""Writes docs/settings.md from the settings: `python -m tests.architecture.settings_page`."""

from pathlib import Path
from typing import Literal, get_args, get_origin

from pydantic.fields import FieldInfo

from service.settings import Settings

PAGE = Path(__file__).parents[2] / "docs" / "settings.md"

_HEAD = """\
# Настройки

Всё настраивается переменными окружения с приставкой `GRIF_`; ни одна не обязательна.
Что действует сейчас, показывает `./grif doctor`. Таблица создана из `service/settings.py`
командой `python -m tests.architecture.settings_page` и сверяется тестом.

| Переменная | По умолчанию | Что значит |
| --- | --- | --- |
"""

_WORDS = {"gt": "больше", "ge": "от", "lt": "меньше", "le": "до"}


def render() -> str:
    """The whole page."""
    rows = (_row(name, field) for name, field in Settings.model_fields.items())
    return _HEAD + "".join(f"| {' | '.join(cells)} |\n" for cells in rows)


def _row(name: str, field: FieldInfo) -> tuple[str, str, str]:
    shown = str(field.default).lower() if field.annotation is bool else field.default
    default = "—" if shown in (None, "") else f"`{shown}`"
    meaning = ". ".join(filter(None, (field.description, _limits(field))))
    return f"`GRIF_{name.upper()}`", default, meaning.replace("<", "&lt;")


def _limits(field: FieldInfo) -> str:
    if get_origin(field.annotation) is Literal:
        return "Одно из: " + ", ".join(f"`{choice}`" for choice in get_args(field.annotation))
    if field.annotation is bool:
        return "`true` или `false`"
    limits = [
        f"{said} {getattr(rule, word)}"
        for rule in field.metadata
        for word, said in _WORDS.items()
        if hasattr(rule, word)
    ]
    return " ".join(limits).capitalize()


if __name__ == "__main__":
    PAGE.write_text(render(), encoding="utf-8")
