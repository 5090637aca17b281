"""The head of a phrase: the adjectives and the noun that change; what follows them stays."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from doc_templates.declension.engine import Reading, parse
from doc_templates.declension.forms import Confidence, Six
from doc_templates.declension.word_lists import PREPOSITIONS, SUBSTANTIVES
from doc_templates.declension.words import (
    PLURAL,
    SINGULAR,
    Noun,
    decline_noun,
    inflect_adjective,
    list_adjectives,
    list_nouns,
)

HIGH, MED, LOW = Confidence.HIGH, Confidence.MED, Confidence.LOW


@dataclass(frozen=True, slots=True)
class Group:
    """Six forms of each of the first words of a phrase."""

    words: tuple[Six, ...]
    number: str
    gender: str | None
    confidence: Confidence
    reasons: tuple[str, ...] = ()
    by_adjective: bool = False


def find_group(words: Sequence[str], *, animate: bool) -> Group | None:
    """The group in the nominative that the words begin with; None when they begin with none."""
    adjectives = _take_adjectives(words)
    for number in (SINGULAR, PLURAL):
        group = (
            _end_in_noun(words, adjectives, number, animate=animate)
            or _end_in_noun_like_adjective(words, adjectives, number, animate=animate)
            or _end_in_adjective(words, adjectives, number, animate=animate)
        )
        if group:
            return group
    return None


def _take_adjectives(words: Sequence[str]) -> list[tuple[Reading, ...]]:
    taken: list[tuple[Reading, ...]] = []
    for word in words:
        readings = list_adjectives(word)
        if not readings:
            break
        taken.append(readings)
    return taken


def _end_in_noun(
    words: Sequence[str], adjectives: Sequence[tuple[Reading, ...]], number: str, *, animate: bool
) -> Group | None:
    """«старший методист», «муниципальное бюджетное учреждение»."""
    place = len(adjectives)
    noun = decline_noun(words[place], number, animate) if place < len(words) else None
    if noun is None:
        return None
    before = _agree(words, adjectives, noun, number)
    if before is None:
        return None
    group = Group((*before, noun.six), number, noun.gender, *_judge(noun))
    return _add_postpositive(words, group, noun)


def _end_in_noun_like_adjective(
    words: Sequence[str], adjectives: Sequence[tuple[Reading, ...]], number: str, *, animate: bool
) -> Group | None:
    """«лесничий», «портной»: a noun in the dictionary that declines like an adjective."""
    if not adjectives or any("PRTF" in reading.tag for reading in adjectives[-1]):
        return None
    place = len(adjectives) - 1
    if not any(
        "anim" in reading.tag and number in reading.tag for reading in list_nouns(words[place])
    ):
        return None
    noun = decline_noun(words[place], number, animate)
    before = _agree(words, adjectives[:-1], noun, number) if noun else None
    if noun is None or before is None:
        return None
    return Group((*before, noun.six), number, noun.gender, *_judge(noun))


def _end_in_adjective(
    words: Sequence[str], adjectives: Sequence[tuple[Reading, ...]], number: str, *, animate: bool
) -> Group | None:
    """«заведующая столовой», «контрактный управляющий»: the last adjective is the head."""
    if not adjectives:
        return None
    genders = {reading.tag.gender for reading in adjectives[-1] if number in reading.tag}
    for gender in genders:
        head = Noun(("",) * 6, gender, animate and gender != "neut", settled=True)
        six = _agree(words, adjectives, head, number)
        if six is not None:
            judged = _judge_adjective(words, adjectives)
            return Group(six, number, gender, *judged, by_adjective=True)
    return None


def _judge_adjective(
    words: Sequence[str], adjectives: Sequence[tuple[Reading, ...]]
) -> tuple[Confidence, tuple[str, ...]]:
    place = len(adjectives)
    if place < len(words) and is_only_nominative(words[place]):
        return LOW, ("no_agreement",)
    head = words[place - 1].lower()
    participle = any("PRTF" in reading.tag for reading in adjectives[-1])
    return (HIGH, ()) if participle or head in SUBSTANTIVES else (MED, ("adjective_for_noun",))


def _judge(noun: Noun) -> tuple[Confidence, tuple[str, ...]]:
    return (HIGH, ()) if noun.settled else (MED, ("not_in_dictionary",))


def _agree(
    words: Sequence[str], adjectives: Sequence[tuple[Reading, ...]], noun: Noun, number: str
) -> tuple[Six, ...] | None:
    """The adjectives in the number and gender of the noun; None when one does not agree."""
    agreeing = [
        next(_list_agreeing(readings, noun.gender, number), None) for readings in adjectives
    ]
    sixes = [
        inflect_adjective(word, reading, number, animate=noun.animate) if reading else None
        for word, reading in zip(words, agreeing)  # noqa: B905 -- the words that follow are not asked
    ]
    found = tuple(six for six in sixes if six is not None)
    return found if len(found) == len(adjectives) else None


def _list_agreeing(
    readings: Sequence[Reading], gender: str | None, number: str
) -> Iterator[Reading]:
    return (
        reading
        for reading in readings
        if number in reading.tag and (number == PLURAL or reading.tag.gender == gender)
    )


def _add_postpositive(words: Sequence[str], group: Group, noun: Noun) -> Group:
    """«сестра операционная», «мастер буровой»: an adjective after the noun, before nothing else."""
    place = len(group.words)
    while place < len(words):
        following = words[place + 1].lower() if place + 1 < len(words) else ""
        reading = next(
            _list_agreeing(list_adjectives(words[place]), noun.gender, group.number), None
        )
        if reading is None or (following and following not in PREPOSITIONS):
            break
        six = inflect_adjective(words[place], reading, group.number, animate=noun.animate)
        if six is None:
            break
        group = replace(
            group,
            words=(*group.words, six),
            confidence=min(group.confidence, MED),
            reasons=(*group.reasons, "adjective_after_noun"),
        )
        place += 1
    return group


def find_participle(word: str, group: Group, *, animate: bool) -> Six | None:
    """«учителя, исполняющего обязанности»: a participle that goes on about the head of a phrase."""
    participles = [reading for reading in list_adjectives(word) if "PRTF" in reading.tag]
    reading = next(_list_agreeing(participles, group.gender, group.number), None)
    return inflect_adjective(word, reading, group.number, animate=animate) if reading else None


def is_only_nominative(word: str) -> bool:
    """Whether a word can hardly be anything but a nominative: «логопед», and not «работы»."""
    tags = [reading.tag for reading in parse(word.lower())]
    return any("nomn" in tag for tag in tags) and not any(
        "gent" in tag or "ablt" in tag for tag in tags
    )


def has_nominative_tail(words: Sequence[str]) -> bool:
    """Whether what follows the group looks like a name without its quotation marks."""
    return (
        bool(words)
        and words[0].lower() not in PREPOSITIONS | {"и", "или"}
        and (is_only_nominative(words[0]))
    )
