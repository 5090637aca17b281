"""How text is looked for: case, ё and the many dashes and spaces do not matter."""

import re
import unicodedata

_UNPRINTABLE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\u00ad\u200b\ud800-\udfff]")
_SPACES = re.compile(r"\s+")
_DASHES = re.compile(r"[‐-―−]")
_AROUND_MARKS = re.compile(r" ?([-/]) ?")


def searchable(*parts: str) -> str:
    """Fold `parts` into one line in which `searchable(query)` can be looked for.

    «17 – ОД» finds «17-од»: a number is written with or without spaces around its dash or slash.
    """
    text = unicodedata.normalize("NFKC", " ".join(parts)).casefold().replace("ё", "е")
    text = _SPACES.sub(" ", _DASHES.sub("-", _UNPRINTABLE.sub("", text)))
    return _AROUND_MARKS.sub(r"\1", text).strip()
