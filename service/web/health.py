"""«Состояние»: every part of the installation in words, for whoever sees to it."""

import shutil
from pathlib import Path

from flask import Blueprint, render_template

from service.domain.health import Part, Tone
from service.http.exchange import principal, services

health = Blueprint("health", __name__, url_prefix="/admin/health")

_LOW, _FULL = 5e9, 1e9
_GIGA = 1e9
_WORDS = {
    Tone.GOOD: "работает",
    Tone.BUSY: "посмотрите",
    Tone.BAD: "не работает",
    Tone.OFF: "нет данных",
    Tone.UNSET: "не настроено",
}


@health.get("")
def show() -> str:
    """Every part; what needs somebody is named above."""
    parts = [*services().health.examine(principal()), _space()]
    return render_template(
        "health.html",
        parts=parts,
        words=_WORDS,
        bad=[one for one in parts if one.tone is Tone.BAD],
        busy=[one for one in parts if one.tone is Tone.BUSY],
        now=services().clock.now(),
    )


def _space() -> Part:
    settings = services().settings
    free = min(_free(settings.root), _free(settings.archive))
    tone = Tone.BAD if free < _FULL else Tone.BUSY if free < _LOW else Tone.GOOD
    said = f"свободно {free / _GIGA:.1f} ГБ".replace(".", ",")
    return Part("Место на диске", tone, said)


def _free(folder: Path) -> int:
    there = next(one for one in (folder, *folder.parents) if one.exists())
    return shutil.disk_usage(there).free
