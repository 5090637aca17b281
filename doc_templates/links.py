"""Tells the addresses that a document may name from the ones that it may not."""

import re
from typing import Final

_SCHEME: Final = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_HARMLESS: Final = re.compile(r"(?:https?://|mailto:)[^\s\\]+", re.IGNORECASE)
_SPACES: Final = re.compile(r"[\x00-\x20\x7f-\xa0]+")


def is_outside(target: str) -> bool:
    """Whether an address leaves the file: a URL, a UNC path, a drive."""
    bare = _SPACES.sub("", target)
    return bare.startswith(("//", "\\")) or _SCHEME.match(bare) is not None


def is_harmless_link(target: str) -> bool:
    """Whether an address is only followed when a reader clicks it: http, https or mailto."""
    return _HARMLESS.fullmatch(target.strip()) is not None
