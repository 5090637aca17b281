"""What ends soon and is needed for signing: a certificate, a term, a power of attorney (МЧД).

Whoever can see to the next one is written to 30, 14 and 3 days before, once each.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo
from typing import Final

from service.domain.ids import OrganisationId
from service.domain.keys import KeyReport
from service.domain.letters import Wording
from service.domain.signers import Signer, Term

DAYS_BEFORE: Final = (3, 14, 30)
ENDING_TOLD: Final = "organization:ending-told"
LETTER_LIFETIME: Final = timedelta(days=3)


@dataclass(frozen=True)
class Ending:
    """Something with its last day; `thing` names it for good, `title` says it to people."""

    organisation_id: OrganisationId
    thing: str
    title: str
    ends_on: date

    def days_left(self, today: date) -> int:
        """Whole days after today until the last one."""
        return (self.ends_on - today).days

    def stage(self, today: date) -> int | None:
        """Which of the three letters is due: the nearest one whose day has come; None if none."""
        left = self.days_left(today)
        return next((days for days in DAYS_BEFORE if 0 <= left <= days), None)


def list_endings(
    reports: Iterable[KeyReport], signers: Sequence[Signer], zone: tzinfo
) -> list[Ending]:
    """Everything with an end that nothing on record follows, the nearest first."""
    found = [*_of_keys(reports, zone), *_of_terms(signers)]
    return sorted(found, key=lambda one: (one.ends_on, one.thing))


def ending_wording(name: str, school: str, ending: Ending, today: date, page: str) -> Wording:
    """What ends, when, and where to see to it."""
    return Wording(
        f"{ending.title}: срок до {ending.ends_on:%d.%m.%Y}",
        f"Здравствуйте, {name}!\n\n"
        f"{school}. {ending.title}: последний день – {ending.ends_on:%d.%m.%Y}, "
        f"осталось дней: {ending.days_left(today)}.\n"
        "Потом документы будут ждать подписи. Подготовьте замену заранее; сроки – на странице:\n\n"
        f"{page}\n",
    )


def _of_keys(reports: Iterable[KeyReport], zone: tzinfo) -> Iterator[Ending]:
    for one in reports:
        if (held := one.certificate) is not None:
            title = f"Сертификат ключа организации ({held.holder})"
            last = held.not_after.astimezone(zone).date()
            yield Ending(one.organisation_id, f"key:{one.role}:{held.serial}"[:120], title, last)


def _of_terms(signers: Sequence[Signer]) -> Iterator[Ending]:
    for one in signers:
        term = one.term
        if term.until is not None and not _is_followed(term, term.until, signers):
            title = f"Полномочия подписывающего ({term.full_name})"
            yield Ending(one.organisation_id, f"term:{one.id}", title, term.until)
        if term.attorney is not None and term.covers(term.attorney.until):
            title = f"МЧД {term.attorney.number} ({term.full_name})"
            yield Ending(one.organisation_id, f"attorney:{one.id}", title, term.attorney.until)


def _is_followed(term: Term, last: date, signers: Iterable[Signer]) -> bool:
    after = last + timedelta(days=1)
    return any(one.term.role == term.role and one.term.covers(after) for one in signers)
