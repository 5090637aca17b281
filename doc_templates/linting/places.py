"""How many places for signatures a template has, and which of them depend on conditions."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from doc_templates.linting.passages import Package

_NUMBERED: Final = re.compile(r"(?<=[a-z])_\d+\Z")
_BLOCK: Final = re.compile(
    r"\{%-?(?:p|tr|tc)?\s+(?:(?P<begin>if|for)\b(?P<what>[^%]*)|end(?:if|for)\b)"
)
_ABOUT_SIGNING: Final = re.compile(r"\bsigning\.")
_Blocks = tuple[tuple[int, str], ...]


def signed_as(name: str) -> str:
    """The name at which a signature is made: `signature_head_2` is another place for the same."""
    return _NUMBERED.sub("", name)


def only_in_blocks(package: Package) -> set[str]:
    """Bookmarks of the main text that stand inside conditions or loops and nowhere else."""
    found = list(_list_places(package))
    return {name for name, blocks in found if blocks} - {
        name for name, blocks in found if not blocks
    }


def count_places(package: Package) -> Counter[str]:
    """How often each bookmark is set; ways to sign in one place are one place.

    A template need not tell them apart: then the mark is put where there is room for it.
    """
    once: set[tuple[str, _Blocks]] = set()
    counted: Counter[str] = Counter()
    for name, blocks in _list_places(package):
        ways = [n for n, (_, what) in enumerate(blocks) if _ABOUT_SIGNING.search(what)]
        place = (name, blocks[: ways[0]]) if ways else None
        if place is None or place not in once:
            counted[name] += 1
        once |= {place} if place else set()
    return counted


def _list_places(package: Package) -> Iterator[tuple[str, _Blocks]]:
    """Bookmarks of the main text that somebody has set, and the blocks around: number, tag."""
    open_blocks: list[tuple[int, str]] = []
    number = 0
    for passage in package.body.passages:
        for name in passage.bookmarks:
            if name and not name.startswith("_"):
                yield signed_as(name), tuple(open_blocks)
        for tag in _BLOCK.finditer(passage.text):
            if tag["begin"]:
                number += 1
                open_blocks.append((number, tag["what"]))
            elif open_blocks:
                open_blocks.pop()
