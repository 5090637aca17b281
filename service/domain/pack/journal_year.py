"""What the journals of a school year hold that a document of the year cites."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from service.domain.pack.facts import PackDocument, Shelf
from service.domain.pack.orders import CURATOR_CONSENT
from service.domain.pack.pairs import MENTEE_CONSENT, MENTOR_CONSENT, SUPPLEMENT
from service.domain.pack.people import PD_CONSENT
from service.domain.pack.school_year import SchoolYear
from service.domain.reading import (
    Data,
    Person,
    read_date,
    read_object,
    read_people,
    read_person,
    read_text,
)


@dataclass(frozen=True)
class Reference:
    """A document as others cite it."""

    day: date
    number: str

    @classmethod
    def read(cls, data: Data) -> "Reference":
        """What an object with a date and a number cites."""
        return cls(read_date(data, "date") or date.min, read_text(data, "number"))

    def say(self) -> str:
        """«№ 48-од от 02.09.2025»."""
        return f"№ {self.number} от {self.day:%d.%m.%Y}" if self.number else ""

    def data(self) -> dict[str, str]:
        """The object that cites it."""
        return {"date": self.day.isoformat(), "number": self.number}


class _Paper(NamedTuple):
    """Which kind a field cites, whose it is there (`owner`), and who is meant here (`holder`)."""

    holder: str
    kind: str
    owner: str


_PAPERS: Final[Mapping[str, tuple[_Paper, ...]]] = {
    "consent_date": (
        _Paper("curator", CURATOR_CONSENT, "employee"),
        _Paper("employee", MENTOR_CONSENT, "employee"),
    ),
    "mentor_consent_date": (_Paper("mentors", MENTOR_CONSENT, "employee"),),
    "mentee_consent_date": (_Paper("mentees", MENTEE_CONSENT, "mentee"),),
    "supplement": (_Paper("mentors", SUPPLEMENT, "employee"),),
    "pd_consent": (_Paper("person", PD_CONSENT, "subject"),),
}


class Journal:
    """The registered documents that count in a school year; `day` is that of who cites them."""

    def __init__(self, documents: Shelf, year: SchoolYear, day: date) -> None:
        self._documents, self._year, self._day = documents, year, day

    @staticmethod
    def knows(key: str) -> bool:
        """Whether the field cites a paper of somebody named beside it."""
        return key in _PAPERS

    def find_latest(self, kinds: frozenset[str]) -> Reference | None:
        """The latest document of these kinds in the year."""
        found = [one for one in self._documents.of(*sorted(kinds)) if self._is_of_year(one)]
        return _refer(max(found, key=_age, default=None))

    def find_paper(self, key: str, around: Data) -> Reference | None:
        """The paper of everybody meant, the last one of them; None while somebody's is missing."""
        paper = next((one for one in _PAPERS[key] if one.holder in around), None)
        if paper is None:
            return None
        each = [self._find_of(person, paper) for person in _holders(around, paper.holder)]
        last = max((one for one in each if one), key=_age, default=None)
        return _refer(last) if all(each) else None

    def _find_of(self, person: Person, paper: _Paper) -> PackDocument | None:
        owned = (
            document
            for document in self._documents.of(paper.kind)
            if (owner := read_person(read_object(document.data, paper.owner))) is not None
            and owner.is_same(person)
            and self._holds(document)
        )
        return max(owned, key=_age, default=None)

    def _holds(self, document: PackDocument) -> bool:
        """A consent to the processing of data counts until it ends, any other paper for a year."""
        if document.kind != PD_CONSENT:
            return self._is_of_year(document)
        return (read_date(document.data, "valid_until") or date.max) >= self._day

    def _is_of_year(self, document: PackDocument) -> bool:
        return self._year.begins <= document.doc_date <= self._year.ends


def _holders(around: Data, key: str) -> Iterator[Person]:
    if isinstance(around[key], Mapping):
        person = read_person(read_object(around, key))
        yield from [person] if person else []
    else:
        yield from read_people(around, key)


def _age(document: PackDocument) -> tuple[date, int]:
    return document.doc_date, document.seq


def _refer(document: PackDocument | None) -> Reference | None:
    return None if document is None else Reference(document.doc_date, document.number)
