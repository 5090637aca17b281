"""Every broken or hostile template there is, and the page that lists them.

`python -m tests.assets.corpus` writes the list into README.md; a test compares.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tests.assets.dangerous_docx import dangerous_docx
from tests.assets.hostile_docx import Canary, Hostile, hostile_docx
from tests.assets.hostile_jinja import hostile_jinja

PAGE: Final = Path(__file__).with_name("README.md")
NOBODY: Final = Canary()
_MARK: Final = "<!-- the list -->\n"


def corpus(canary: Canary = NOBODY) -> Iterator[Hostile]:
    """All cases; addresses of the newer ones lead to the canary."""
    for name, reason, docx in dangerous_docx():
        group, _, odd = name.partition("-")
        yield Hostile(name, f"{group}: {odd}", reason, docx)
    yield from hostile_docx(canary)
    yield from hostile_jinja()


def render() -> str:
    """The page with its list."""
    head = PAGE.read_text("utf-8").partition(_MARK)[0]
    rows = [f"| `{_cell(case.name)}` | {_cell(case.odd)} | `{case.code}` |\n" for case in corpus()]
    return f"{head}{_MARK}\n| Name | Odd is | Refused as |\n| --- | --- | --- |\n{''.join(rows)}"


def _cell(text: str) -> str:
    shown = "".join(sign if sign.isprintable() else "?" for sign in text)
    return shown.replace("|", "¦").replace("`", "'").replace("<", "‹")


if __name__ == "__main__":
    PAGE.write_text(render(), encoding="utf-8")
