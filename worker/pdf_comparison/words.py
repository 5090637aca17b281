"""Puts letters together into words, as they stand on the page."""

from dataclasses import dataclass, field
from typing import Final

_SAME_LINE: Final = 0.5
_GAP: Final = 0.15
"""Parts of the size of letters: further apart, and another word begins."""


@dataclass(frozen=True)
class Word:
    """A word: its ends on the base line in points from the lower left corner, and its letters."""

    text: str
    left: float
    base: float
    right: float
    size: float
    font: str


@dataclass
class WordMaker:
    """Takes letters in the order they are drawn; `words` has what they made."""

    words: list[Word] = field(default_factory=list)
    _now: Word | None = None

    def add(self, letter: Word) -> None:
        """Add a letter, which is a word of its own until it is joined to the one before."""
        if letter.text.isspace():
            self.finish()
        elif self._now is not None and _is_joined(self._now, letter):
            text = self._now.text + letter.text
            now = self._now
            self._now = Word(text, now.left, now.base, letter.right, now.size, now.font)
        else:
            self.finish()
            self._now = letter

    def finish(self) -> None:
        """End the word in hand."""
        if self._now is not None:
            self.words.append(self._now)
        self._now = None


def _is_joined(word: Word, letter: Word) -> bool:
    return (
        (word.font, word.size) == (letter.font, letter.size)
        and abs(word.base - letter.base) < _SAME_LINE
        and abs(word.right - letter.left) < _GAP * letter.size
    )
