"""Russian typesetting of values: what must not be torn apart by the end of a line.

People type plain spaces. Here a space becomes U+00A0 where a line must not end: after «№», between
initials and surname, after «г.», «ул.», «ст.» (ГОСТ Р 7.0.97, 3.3; Мильчин, «Справочник издателя и
автора»), and the hyphen of an abbreviation, «НШ-ДС», becomes U+2011. Nothing else changes: with
U+00A0 read as a space and U+2011 as a hyphen the value is what was typed.
"""

import re
from typing import Final

NBSP: Final = "\N{NO-BREAK SPACE}"
NO_BREAK_HYPHEN: Final = "\N{NON-BREAKING HYPHEN}"

_SPACE: Final = f"[ {NBSP}]"
_INITIAL: Final = r"[А-ЯЁ][а-яё]?\."
#: Stand before a name or a number: places, parts of an address, parts of an act.
_LEADING: Final = (
    "г", "д", "п", "с", "ч",
    "гл", "зд", "им", "кв", "оф", "пл", "ст", "ул",
    "каб", "мкр", "наб", "пер", "пос", "стр",
    "корп",
)  # fmt: skip
_AFTER_LEADING: Final = "|".join(rf"(?<=\b{word}\. )" for word in _LEADING)
#: «2025 г.», «и т. д.», «и т. п.» end what stands before them.
_NOT_TRAILING: Final = "".join(
    rf"(?<!{end}\. )"
    for end in (rf"\d{_SPACE}г", rf"т\.{_SPACE}д", rf"т\.{_SPACE}п", r"т\.д", r"т\.п")
)
_HELD: Final = re.compile(
    " (?:"
    r"(?<=№ )(?=\S)"
    rf"|(?<=\. )(?:(?:{_AFTER_LEADING}){_NOT_TRAILING}(?=[\w«„])|(?<=\b[А-ЯЁ]\. )(?=[А-ЯЁ])"
    r"|(?<=\b[А-ЯЁ][а-яё]\. )(?=[А-ЯЁ]))"
    rf"|(?<=[а-яё] )(?={_INITIAL}(?:{_SPACE}?{_INITIAL})?(?!{_SPACE}[А-ЯЁ]|\w))"
    r"|(?<=\d )(?=гг?\.|%)"
    rf"|(?<=\S )(?=[–—-](?:{_SPACE}|$))"
    ")"
)
#: «НШ-ДС»: read as one word, and too short for a line to end in it.
ABBREVIATION: Final = re.compile(r"\b[А-ЯЁ]{1,4}(?:-[А-ЯЁ]{1,4})+\b")
#: Braces, tags, addresses of the web: not prose, so left exactly as typed.
_CODE: Final = re.compile(r"[{}<>\\`=|]|://")


def typeset(text: str) -> str:
    """Hold together what belongs together. A second time changes nothing."""
    if _CODE.search(text):
        return text
    return ABBREVIATION.sub(lambda found: hold_hyphens(found.group()), _HELD.sub(NBSP, text))


def hold_hyphens(text: str) -> str:
    """Keep «88/01-05» in one line. A PDF shows and gives back U+2011 as a plain hyphen."""
    return text.replace("-", NO_BREAK_HYPHEN)
