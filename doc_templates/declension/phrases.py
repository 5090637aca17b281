"""A phrase by its commas, brackets and quotation marks: where its groups stand, and what stays.

Only the first group is expected to change. Later ones (after a comma, in brackets, after «и»)
change when they are unmistakably nominative and of the same kind, and are MED.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from doc_templates.declension.engine import is_known, parse
from doc_templates.declension.forms import Confidence, Forms, Six, keep, make_forms
from doc_templates.declension.groups import (
    MED,
    Group,
    find_group,
    find_participle,
    has_nominative_tail,
)
from doc_templates.declension.spelling import has_loose_marks, tidy
from doc_templates.declension.word_lists import SUBSTANTIVES
from doc_templates.declension.words import list_adjectives, list_nouns

HIGH, LOW = Confidence.HIGH, Confidence.LOW

_TOKEN = re.compile(r"[А-Яа-яЁё\w]+(?:-[А-Яа-яЁё\w]+)*|\s+|[^\s\w]", re.UNICODE)
_WORD = re.compile(r"\w")
_LETTER = re.compile(r"[А-Яа-яЁё]")
_ACTING = re.compile(r"(?:и\.\s?о\.|врио|врид|вр\.\s?и\.\s?о\.|ио)(?!\w)", re.IGNORECASE)
_OPENERS = ",(—–-/;:+"
_LONG = 4  # a word of more capitals than these may be a word and no abbreviation


@dataclass(slots=True)
class _Phrase:
    """A phrase being read: its tokens, the six forms found for some, and the doubts so far."""

    text: str
    animate: bool
    tokens: list[str]
    forms: dict[int, Six] = field(default_factory=dict)
    confidence: Confidence = HIGH
    reasons: list[str] = field(default_factory=list)
    head: Group | None = None

    def doubt(self, ceiling: Confidence, *reasons: str) -> None:
        self.confidence = min(self.confidence, ceiling)
        self.reasons.extend(reasons)

    def apply(self, places: Sequence[int], group: Group) -> None:
        self.forms.update(zip(places, group.words))  # noqa: B905 -- the words after the group stay
        self.doubt(group.confidence, *group.reasons)


def decline_phrase(text: str, *, animate: bool) -> Forms:
    """Six forms of a position (animate) or of the name of an organisation."""
    text = tidy(text)
    if not _LETTER.search(text) or has_loose_marks(text):
        return keep(text, LOW, "unchanged", "not_cyrillic" if text else "empty")
    if animate and _ACTING.match(text):
        return keep(text, HIGH, "rule", "acting")
    phrase = _Phrase(text, animate, _TOKEN.findall(text))
    segments = _split(phrase.tokens)
    first = next(segments, [])
    if not first or first[0] != 0 or not _read_first(phrase, first):
        reasons = phrase.reasons or ["no_head_found"]
        return keep(text, LOW, "unchanged", *reasons)
    for places in segments:
        _read_later(phrase, places)
    return _assemble(phrase)


def _assemble(phrase: _Phrase) -> Forms:
    columns = zip(
        *(phrase.forms.get(place, (token,) * 6) for place, token in enumerate(phrase.tokens)),
        strict=True,
    )
    nom, gen, dat, acc, ins, prep = ("".join(column) for column in columns)
    reasons = dict.fromkeys(phrase.reasons)
    return make_forms((nom, gen, dat, acc, ins, prep), phrase.confidence, "phrase", *reasons)


def _split(tokens: Sequence[str]) -> Iterator[list[int]]:
    """Places of the words of each stretch that begins the text or follows «,», «(», «—»."""
    places: list[int] = []
    depth, open_for_words = 0, True
    for place, piece in enumerate(tokens):
        if piece.isspace():
            continue
        if _WORD.match(piece):
            if open_for_words and depth == 0:
                places.append(place)
            continue
        if places:
            yield places
        places = []
        depth = _nest(depth, piece)
        open_for_words = depth == 0 and piece in _OPENERS
    if places:
        yield places


def _nest(depth: int, mark: str) -> int:
    if mark == '"':
        return 0 if depth else 1
    return max(0, depth + (mark in "«“„") - (mark in "»”"))


def _read_first(phrase: _Phrase, places: Sequence[int]) -> bool:
    """Decline the head of the phrase. False: there is none, nothing may be changed."""
    words = [phrase.tokens[place] for place in places]
    skipped = 1 if len(words) > 1 and _is_adverb(words[0]) else 0
    head = words[skipped]
    if _is_abbreviation(phrase, head):
        return _read_abbreviation(phrase, words)
    group = find_group(words[skipped:], animate=phrase.animate) if len(head) > 1 else None
    if group is None or _is_cut_short(phrase, places[: skipped + len(group.words)]):
        return False
    phrase.head = group
    if _is_interrupted(phrase, places[skipped + len(group.words) - 1]):
        phrase.doubt(LOW, "bracket_within_head")
        return False
    phrase.apply(places[skipped:], group)
    _read_rest(phrase, places[skipped + len(group.words) :])
    return True


def _is_interrupted(phrase: _Phrase, place: int) -> bool:
    """«вечерняя (сменная) школа»: what the adjective belongs to stands beyond the bracket."""
    last = phrase.tokens[place]
    opens = "".join(phrase.tokens[place + 1 : place + 3]).strip().startswith("(")
    return opens and last.lower() not in SUBSTANTIVES and bool(list_adjectives(last))


def _is_adverb(word: str) -> bool:
    """«временно исполняющий»."""
    return any("ADVB" in found.tag for found in parse(word.lower())) and not list_nouns(word)


def _is_cut_short(phrase: _Phrase, places: Sequence[int]) -> bool:
    """«зам. директора»: a full stop within the phrase, after a word of its head."""
    follows = (
        place + 1 < len(phrase.tokens) and phrase.tokens[place + 1] == "." for place in places
    )
    if any(follows):
        phrase.doubt(LOW, "abbreviated_head")
        return True
    return False


def _is_abbreviation(phrase: _Phrase, word: str) -> bool:
    if len(word) == 1 or not word.isupper():
        return False
    shouted = phrase.text.isupper() and len(word) > _LONG
    return not (shouted and all(map(_is_word, word.split("-"))))


def _is_word(word: str) -> bool:
    return any(is_known(found) for found in parse(word.lower()))


def _read_abbreviation(phrase: _Phrase, words: Sequence[str]) -> bool:
    """«МБОУ «Школа № 5»» stays; of a position it says too little to decide."""
    if phrase.animate:
        phrase.reasons.append("abbreviated_head")
        return False
    phrase.reasons.append("abbreviation")
    if len(words) > 1 and not words[1].isupper() and _may_be_nominative(words[1]):
        phrase.doubt(MED, "name_after_abbreviation")
    return True


def _may_be_nominative(word: str) -> bool:
    return any("nomn" in found.tag for found in parse(word.lower()))


def _read_rest(phrase: _Phrase, places: Sequence[int]) -> None:
    """What follows the head: «и главный бухгалтер» changes too, so does «педагог психолог»."""
    words = [phrase.tokens[place] for place in places]
    if has_nominative_tail(words):
        phrase.doubt(MED, "nominative_after_head")
        if phrase.animate:
            _read_as_later(phrase, places)
    for place, word in enumerate(words[:-1]):
        if word.lower() in {"и", "или"}:
            _read_as_later(phrase, places[place + 1 :])


def _read_later(phrase: _Phrase, places: Sequence[int]) -> None:
    """A stretch after a comma, a dash or in brackets."""
    if len(places) > 1 and _is_adverb(phrase.tokens[places[0]]):
        places = places[1:]
    head = phrase.tokens[places[0]]
    if _is_abbreviation(phrase, head) or len(head) == 1:
        return
    if phrase.head is None:
        if _may_be_nominative(head):  # «ВГПУ (вымышленный)»
            phrase.doubt(MED, "nominative_after_abbreviation")
        return
    participle = find_participle(head, phrase.head, animate=phrase.animate)
    if participle and head.lower() not in SUBSTANTIVES:
        phrase.forms[places[0]] = participle
        phrase.doubt(MED, "several_groups")
    elif not _read_as_later(phrase, places) and _may_be_nominative(head):
        phrase.doubt(MED, "nominative_after_head")


def _read_as_later(phrase: _Phrase, places: Sequence[int]) -> bool:
    words = [phrase.tokens[place] for place in places]
    group = find_group(words, animate=phrase.animate)
    if group is None or not _is_same_kind(phrase, words[len(group.words) - 1], group):
        return False
    phrase.apply(places, group)
    phrase.doubt(MED, "several_groups")
    return True


def _is_same_kind(phrase: _Phrase, head: str, group: Group) -> bool:
    """Whether a later group names the same sort of thing, in the same number, as the first."""
    if phrase.head is None or group.number != phrase.head.number:
        return False
    nouns = [found for found in list_nouns(head.split("-", 1)[0]) if group.number in found.tag]
    if any(("anim" in found.tag) == phrase.animate for found in nouns):
        return True
    return phrase.animate and group.by_adjective and head.lower() in SUBSTANTIVES
