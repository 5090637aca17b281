"""Reminders to schools of what is late."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from service.domain.ids import OrganisationId
from service.domain.letters import Wording

REMINDER_LIFETIME = timedelta(days=7)
REMINDED = "school:reminded"


@dataclass(frozen=True)
class Reminder:
    """Somebody reminded a school on a day; `letters` went to its people."""

    organisation_id: OrganisationId
    day: date
    sent_at: datetime
    sent_by: str
    letters: int


def reminder_wording(
    name: str, school: str, owed: Sequence[tuple[str, date]], link: str
) -> Wording:
    """A letter about what is late: titles with their deadlines. It names no participant."""
    listed = "\n".join(f"– {title}: срок был {due:%d.%m.%Y}" for title, due in owed)
    return Wording(
        "Напоминание о документах наставничества",
        f"Здравствуйте, {name}!\n\n"
        f"По дорожной карте наставничества у организации {school} не готово в срок:\n\n"
        f"{listed}\n\n"
        f"Что сделать дальше, показано в Грифе:\n\n{link}\n\n"
        "Если документы уже готовы, ничего не делайте.\n",
    )
