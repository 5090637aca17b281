"""How text is looked for: case, ё and the many dashes and spaces do not matter."""

import re

_SPACES = re.compile(r"\s+")
_DASHES = re.compile(r"[‐-―−]")


def searchable(*parts: str) -> str:
    """Fold `parts` into one line in which `searchable(query)` can be looked for."""
    text = " ".join(parts).casefold().replace("ё", "е")
    return _SPACES.sub(" ", _DASHES.sub("-", text)).strip()
