"""Named destinations: the places of a PDF that have a name (ISO 32000-1, 12.3.2.3).

LibreOffice turns the bookmarks of a document into named destinations, so a template's author says
with a bookmark where a signature goes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.rw_common import PdfHandler

Number = int | float | Decimal

_DEEPEST_TREE = 16


@dataclass(frozen=True, slots=True)
class Place:
    """A point on a page: page index from 0, `left` and `top` in points from the page's origin."""

    page: int
    left: float
    top: float


def find_place(document: PdfHandler, name: str) -> Place | None:
    """Return where destination `name` is, None when there is none or it names no point.

    `name` is the bookmark's name in the source document.
    """
    for candidate in (name, _as_libreoffice_writes(name)):
        target = _find_target(document.root, candidate)
        if isinstance(target, generic.DictionaryObject) and "/D" in target:
            target = target["/D"]
        if isinstance(target, generic.ArrayObject):
            return _read(document, target)
    return None


def _as_libreoffice_writes(name: str) -> str:
    """Escape everything but ASCII letters, digits and "-" as upper-case hexadecimal."""
    return "".join(
        char if char.isascii() and (char.isalnum() or char == "-") else f"{ord(char):02X}"
        for char in name
    )


def _find_target(root: generic.DictionaryObject, name: str) -> object:
    """Look in the old dictionary (PDF 1.1) and in the name tree (PDF 1.2)."""
    try:
        return root["/Dests"][f"/{name}"]
    except KeyError:
        pass
    try:
        tree = root["/Names"]["/Dests"]
    except KeyError:
        return None
    return _search_tree(tree, name, depth=0)


def _search_tree(node: object, name: str, depth: int) -> object:
    if not isinstance(node, generic.DictionaryObject) or depth > _DEEPEST_TREE:
        return None
    flat = _entries(node, "/Names")
    for key, value in zip(flat[0::2], flat[1::2], strict=False):
        if str(key) == name:
            return value
    found = (_search_tree(kid, name, depth + 1) for kid in _entries(node, "/Kids"))
    return next(filter(None, found), None)


def _entries(node: generic.DictionaryObject, key: str) -> Sequence[object]:
    array = node[key] if key in node else ()  # noqa: SIM401 -- only [] resolves references
    return [array[index] for index in range(len(array))]


def _read(document: PdfHandler, target: generic.ArrayObject) -> Place | None:
    """Read [page /XYZ left top zoom] (ISO 32000-1, table 151)."""
    if len(target) < len(("page", "/XYZ", "left", "top")) or target[1] != "/XYZ":
        return None
    page = _find_page_index(document, target.raw_get(0))
    left, top = target[2], target[3]
    if page is None or not isinstance(left, Number) or not isinstance(top, Number):
        return None
    return Place(page, float(left), float(top))


def _find_page_index(document: PdfHandler, page: object) -> int | None:
    if not isinstance(page, generic.IndirectObject):
        return None
    count = int(document.root["/Pages"]["/Count"])
    for index in range(count):
        reference, _ = document.find_page_for_modification(index)
        if reference.reference == page.reference:
            return index
    return None
