"""Repairs what repeating cells and drawings breaks: the grid of a table, the ids of drawings.

The results equal docxtpl's, which a test compares.
"""

from collections.abc import Sequence
from typing import Final

from lxml.etree import SubElement, _Element

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DRAWING: Final = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
_FIRST_DRAWING_ID: Final = 1001


def repair_body(tree: _Element) -> bool:
    """Repair a filled document in place; return whether anything changed."""
    changed = False
    for table in tree.iter(f"{_W}tbl"):
        grid = table.find(f"{_W}tblGrid")
        if grid is not None:
            rows = [row.findall(f"{_W}tc") for row in table.iter(f"{_W}tr")]
            changed |= _widen(grid, max(map(len, rows), default=0))
            changed |= _narrow(grid, max(map(_columns, rows), default=0))
    for number, drawing in enumerate(tree.iter(_DRAWING), _FIRST_DRAWING_ID):
        drawing.set("id", str(number))
        changed = True
    return changed


def _columns(cells: Sequence[_Element]) -> int:
    """How many columns of the grid the cells of a row take."""
    spans = (cell.find(f"{_W}tcPr/{_W}gridSpan") for cell in cells)
    return sum(1 if span is None else int(span.get(f"{_W}val", "1")) for span in spans)


def _widen(grid: _Element, cells: int) -> bool:
    """Add columns for cells that have none; the table keeps its width."""
    columns = grid.findall(f"{_W}gridCol")
    missing = cells - len(columns)
    if missing <= 0:
        return False
    width = sum(_width(column) for column in columns)
    if width > 0:
        old, new = width / len(columns), width / cells
        for column in columns:
            column.set(f"{_W}w", str(int(_width(column) * new / old)))
        for _ in range(missing):
            SubElement(grid, f"{_W}gridCol", {f"{_W}w": str(int(new))})
    return True


def _narrow(grid: _Element, needed: int) -> bool:
    """Remove columns that no row reaches and share their width among the others."""
    columns = grid.findall(f"{_W}gridCol")
    kept, removed = columns[:needed], columns[needed:]
    if not removed:
        return False
    for column in removed:
        grid.remove(column)
    if kept:
        share = int(sum(_width(column) for column in removed) / len(kept))
        for column in kept:
            column.set(f"{_W}w", str(int(_width(column) + share)))
    return True


def _width(column: _Element) -> float:
    return float(column.get(f"{_W}w", "0"))
