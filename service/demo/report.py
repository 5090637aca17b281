"""What the demo shows at the terminal: a progress bar, a table, a summary."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass

_BAR_WIDTH = 40
_COLUMNS = ("Организация", "Документ", "Номер", "Состояние", "Подпись", "Стр.", "Сек.")


@dataclass(frozen=True)
class Row:
    """One document in the table; `signature` says what verification found."""

    organisation: str
    kind: str
    number: str
    state: str
    signature: str
    pages: int
    seconds: float
    is_good: bool

    def cells(self) -> tuple[str, ...]:
        """Return the row as text."""
        return (
            self.organisation,
            self.kind,
            self.number,
            self.state,
            self.signature,
            str(self.pages),
            f"{self.seconds:.1f}",
        )


def show_progress(done: int, total: int, label: str) -> None:
    """Draw the bar on a terminal; say nothing into a file."""
    if not sys.stderr.isatty():
        return
    filled = _BAR_WIDTH * done // max(total, 1)
    bar = "█" * filled + "░" * (_BAR_WIDTH - filled)
    end = "\n" if done == total else ""
    print(f"\r{bar} {done}/{total}  {label:<28}", end=end, file=sys.stderr, flush=True)


def show_table(rows: Sequence[Row]) -> None:
    """Print one line per document."""
    cells = [_COLUMNS, *(row.cells() for row in rows)]
    widths = [max(len(line[column]) for line in cells) for column in range(len(_COLUMNS))]
    for line in cells:
        print(
            "  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip()
        )
