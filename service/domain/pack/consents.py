"""Consents of people: for how long each holds, and whether it was withdrawn.

A withdrawal ends the consent that it cites by number and date; one that cites no paper of the
journal ends everything of its sort that the person had given by then, as V03 takes it. A partial
one ends the consent for whoever goes by it as a whole (V03), so it counts as withdrawn.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from service.domain.pack.coverage import Paper, Progress
from service.domain.pack.facts import PackDocument
from service.domain.pack.pairs import MENTEE_CONSENT, MENTOR_CONSENT
from service.domain.pack.people import PD_CONSENT, PD_DISTRIBUTION, WITHDRAWAL
from service.domain.reading import (
    Data,
    Person,
    PersonIndex,
    normal_name,
    normal_number,
    read_date,
    read_full_name,
    read_items,
    read_object,
    read_person,
    read_text,
)

CURATOR_CONSENT: Final = "consent_extra_duties_curator"
OWNERS: Final[Mapping[str, str]] = {
    MENTOR_CONSENT: "employee",
    MENTEE_CONSENT: "mentee",
    CURATOR_CONSENT: "employee",
    PD_CONSENT: "subject",
    PD_DISTRIBUTION: "subject",
}
"""The kinds of consents, and where each says who consents."""

WITHDRAWABLE: Final = frozenset({PD_CONSENT, PD_DISTRIBUTION})
"""Whoever gave these may take them back (ч. 2 ст. 9, ч. 12 ст. 10.1 152-ФЗ)."""

_SCOPE_OF_DISTRIBUTION: Final = "distribution"
_KEPT_OF_REPRESENTATIVE: Final = ("person", "authority_document", "signs_alone")


class ConsentState(StrEnum):
    """How a consent stands on a day."""

    PREPARING = "preparing"
    IN_FORCE = "in_force"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Consent:
    """A consent on a day: whose, since when and until when (both days included; None = no end).

    `withdrawal` is the paper that took it back, `purpose` is empty where the kind says it all.
    """

    document: PackDocument
    name: str
    purpose: str
    since: date
    until: date | None
    state: ConsentState
    withdrawal: PackDocument | None = None

    @property
    def person(self) -> Person | None:
        """Who consented."""
        return _owner(self.document)

    @property
    def is_partial(self) -> bool:
        """Whether it was taken back for some of the data only."""
        return self.withdrawal is not None and _scope(self.withdrawal) == "partial"

    @property
    def may_be_withdrawn(self) -> bool:
        """Whether there is something to take back."""
        is_there = self.state is ConsentState.IN_FORCE or self.is_partial
        return is_there and self.document.kind in WITHDRAWABLE


def list_consents(papers: Iterable[Paper], today: date) -> list[Consent]:
    """The consents among the papers of one organisation, by names; cancelled ones are not there."""
    every = list(papers)
    given = [paper for paper in every if paper.document.kind in OWNERS]
    withdrawals = _Withdrawals([one.document for one in every], today)
    consents = [_stand(paper, withdrawals, today) for paper in given]
    return sorted(consents, key=lambda one: (normal_name(one.name), one.since, one.document.number))


def draft_withdrawal(consent: PackDocument) -> Data:
    """What a withdrawal says of the consent that it takes back; the rest has to be typed."""
    data = consent.data
    cited = {"date": consent.doc_date.isoformat(), "number": consent.number}
    said: dict[str, object] = {
        "subject": read_object(data, "subject"),
        "consent_ref": cited,
        "scope": "full",
    }
    if proxy := read_object(data, "representative"):
        said["representative"] = {k: proxy[k] for k in _KEPT_OF_REPRESENTATIVE if k in proxy}
    if consent.kind == PD_DISTRIBUTION:
        said["scope"] = _SCOPE_OF_DISTRIBUTION
        said["contact"] = read_text(data, "contact")
        said["pd_list"] = _list_distributed(data)
    return said


def _list_distributed(data: Data) -> list[object]:
    lists = (one.get("pd_list") for one in read_items(data, "pd_categories"))
    return [item for one in lists if isinstance(one, list | tuple) for item in one]


class _Withdrawals:
    """What was taken back by a day, by who did it and by what is cited."""

    def __init__(self, documents: Sequence[PackDocument], today: date) -> None:
        self._index: PersonIndex[PackDocument] = PersonIndex()
        self._given = {_name(one) for one in documents if one.kind in WITHDRAWABLE}
        for one in documents:
            who = read_person(read_object(one.data, "subject"))
            if one.kind == WITHDRAWAL and who is not None and _received_on(one) <= today:
                self._index.add(who, one)

    def find(self, consent: PackDocument, until: date | None) -> PackDocument | None:
        """The first one that ended this consent before its term did."""
        person = _owner(consent)
        if person is None or consent.kind not in WITHDRAWABLE:
            return None
        last = until or date.max
        found = (
            one
            for one in self._index.find(person)
            if consent.doc_date <= _received_on(one) <= last and self._is_about(one, consent)
        )
        # A full one says more than a partial one, whichever came first.
        return min(found, key=lambda o: (_scope(o) == "partial", _received_on(o)), default=None)

    def _is_about(self, withdrawal: PackDocument, consent: PackDocument) -> bool:
        reference = read_object(withdrawal.data, "consent_ref")
        cited = (normal_number(read_text(reference, "number")), read_date(reference, "date"))
        if cited in self._given:
            return cited == _name(consent)
        is_of_distribution = consent.kind == PD_DISTRIBUTION
        return (_scope(withdrawal) == _SCOPE_OF_DISTRIBUTION) is is_of_distribution


def _stand(paper: Paper, withdrawals: _Withdrawals, today: date) -> Consent:
    document = paper.document
    since, until = _term(document)
    withdrawal = withdrawals.find(document, until)
    is_given = paper.progress is Progress.DONE and document.doc_date <= today
    if withdrawal is not None:
        state = ConsentState.WITHDRAWN
    elif not is_given:
        state = ConsentState.PREPARING
    else:
        state = ConsentState.ENDED if until and until < today else ConsentState.IN_FORCE
    name = read_full_name(read_object(document.data, OWNERS[document.kind]))
    purpose = read_text(document.data, "purpose")
    return Consent(document, name, purpose, since, until, state, withdrawal)


def _term(document: PackDocument) -> tuple[date, date | None]:
    """Since when and until when, the last day included."""
    if document.kind in WITHDRAWABLE:
        return document.doc_date, read_date(document.data, "valid_until")
    period = read_object(document.data, "period")
    return read_date(period, "start") or document.doc_date, read_date(period, "end")


def _owner(document: PackDocument) -> Person | None:
    return read_person(read_object(document.data, OWNERS[document.kind]))


def _name(document: PackDocument) -> tuple[str, date | None]:
    return normal_number(document.number), document.doc_date


def _scope(withdrawal: PackDocument) -> str:
    return read_text(withdrawal.data, "scope")


def _received_on(withdrawal: PackDocument) -> date:
    return read_date(withdrawal.data, "received_on") or withdrawal.doc_date
