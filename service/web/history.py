"""The history of a document in words: who did what, and when."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from service.domain.audit import ChainedEvent
from service.domain.companions import ADDED
from service.domain.documents import Document
from service.domain.testimony import CANCELLED
from service.http.exchange import principal, services
from service.web.visitor import present

_OURSELVES: Final = "worker"
_BY_PROGRAM: Final = "Гриф"
WORDS: Final[Mapping[str, str]] = {
    "document:registered": "Зарегистрирован",
    "document:rendered": "Сформирован PDF",
    "document:signatures:opened": "Открыт для подписания",
    "document:signature:added": "Подписан",
    "document:signature:offered": "Подготовлен к подписи своим ключом",
    "document:signature:submitted": "Прислана подпись",
    "document:signature:confirmed": "Подпись подтверждена",
    "document:signature:declined": "В подписи отказано",
    "document:signature:expired": "Срок подписи вышел",
    "document:signature:replaced": "Назначен другой подписывающий",
    "document:signature:reminded": "Подписывающему отправлено напоминание",
    "document:signature:fulfilled": "Подписан на бумаге",
    "document:warning:accepted": "Замечание принято с пояснением",
    "document:read": "Ознакомлен",
    ADDED: "Добавлен файл",
    "document:archived": "Передан в архив",
    "document:renewed": "Обновлена архивная метка времени",
    "document:failed": "Остановился",
    "document:retried": "Запущен снова",
    CANCELLED: "Аннулирован",
}


@dataclass(frozen=True)
class Told:
    """One line of a history; `at` is RFC 3339."""

    at: str
    who: str
    what: str


def tell_history(document: Document) -> Sequence[Told]:
    """The lines, oldest first; none for whoever sees only documents of their own."""
    if not present().can_read_all:
        return ()
    events = services().history.list_events(principal(), document)
    actors = {one.event.actor for one in events}
    names = name_actors(document, actors)
    return [Told(one.at, names[one.event.actor], _say(one, document)) for one in events]


def name_canceller(document: Document) -> str:
    """Who annulled the document; for those who see what others do."""
    said = document.cancellation
    if said is None or not present().can_read_all:
        return ""
    return name_actors(document, [said.by])[said.by]


def name_actors(document: Document, actors: Iterable[str]) -> Mapping[str, str]:
    """What people call those who did something about a document, by the id that was noted."""
    holders = services().links.name_holders(document)
    others = set(actors) - holders.keys() - {_OURSELVES}
    named = services().users.name_principals(others)
    by_link = {actor: f"{name}, по ссылке" for actor, name in holders.items()}
    return {**named, **by_link, _OURSELVES: _BY_PROGRAM}


def _say(event: ChainedEvent, document: Document) -> str:
    action = event.event.action
    code = event.event.detail.get("code")
    what = WORDS.get(action, "Изменён")
    if action == CANCELLED and document.cancellation and document.cancellation.reason:
        return f"{what}: {document.cancellation.reason}"
    return f"{what} (правило {code})" if action == "document:warning:accepted" and code else what
