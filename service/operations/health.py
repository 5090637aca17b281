"""How the installation is: what answers, what listens, and what waits for how long."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from service.domain.access import Principal, Scope, require_scope
from service.domain.documents import Stage
from service.domain.health import Part, ProcessReport, QueueState, Tone
from service.domain.making import GRIF_VERSION
from service.domain.reach import EVERYTHING, reaching
from service.jobs import ConvertDocuments, DeliverMail, SignDocuments
from service.ports import BlobStore, Clock, Database, JobQueue, Transaction

SILENCE: Final = timedelta(minutes=3)
"""A process that says every minute that it is there may be slow, but not that slow."""

_LATE: Final = 60.0
"""Seconds that a document may wait for a process before somebody should look."""

_ENGINES: Final = {
    "in_process": "в своём процессе",
    "socket": "через сокет",
    "cold": "запуск на каждый документ",
}
_MINUTE = 60


@dataclass(frozen=True)
class HealthDesk:
    """The use case of whoever sees to the installation."""

    database: Database
    blobs: BlobStore
    queue: JobQueue
    clock: Clock
    has_mail: bool

    def examine(self, principal: Principal) -> list[Part]:
        """Every part but the disks. Raises ForbiddenError."""
        require_scope(principal, Scope.ORGANISATIONS)
        archive = self._archive()
        with reaching(EVERYTHING), self.database.snapshot() as tx:
            parts = self._of_everybody(tx, archive)
        with self.database.snapshot() as tx:
            return [*parts, self._keys(tx, principal), _programs(tx, principal)]

    def _of_everybody(self, tx: Transaction, archive: Part) -> list[Part]:
        """What `vitals` say of the whole installation: times and counts, and nobody's rows."""
        queue = self.queue.look()
        return [
            Part("Гриф", Tone.GOOD, "отвечает", GRIF_VERSION),
            Part("База данных", Tone.GOOD, "отвечает", tx.vitals.database_version()),
            archive,
            _queue(queue),
            *_processes(tx, queue),
            self._tick(tx.vitals.list_reports()),
            _converter(tx),
            self._time_stamps(tx),
            self._mail(tx),
        ]

    def _archive(self) -> Part:
        try:
            self.blobs.probe()
        except Exception:  # noqa: BLE001 -- whatever is wrong with it, nothing can be written
            return Part("Архив", Tone.BAD, "в папку архива нельзя писать: документы ждут")
        return Part("Архив", Tone.GOOD, "пишется и читается")

    def _tick(self, reports: Mapping[str, ProcessReport]) -> Part:
        name, report = "Напоминание (tick)", reports.get("tick")
        if report is None or self.clock.now() - report.at > SILENCE:
            return Part(name, Tone.BAD, "молчит: потерянные задания никто не повторит")
        return Part(name, Tone.GOOD, "работает")

    def _keys(self, tx: Transaction, principal: Principal) -> Part:
        name, now = "Ключи подписи", self.clock.now()
        seen = [organisation.id for organisation in tx.organisations.list_seen_by(principal)]
        keys = tx.key_reports.list_of(seen)
        if not keys:
            return Part(name, Tone.UNSET, "на сервере ключей нет")
        bad = sum(one.certificate is None or now > one.certificate.not_after for one in keys)
        ending = sum(one.certificate is not None and one.certificate.is_ending(now) for one in keys)
        if bad:
            return Part(name, Tone.BAD, f"не подписывают: {bad} из {len(keys)}")
        if ending:
            return Part(name, Tone.BUSY, f"скоро кончатся: {ending} из {len(keys)}")
        return Part(name, Tone.GOOD, f"годны: {len(keys)}")

    def _time_stamps(self, tx: Transaction) -> Part:
        name, report = "Метки времени", tx.vitals.list_reports().get("sign")
        if report is None or self.clock.now() - report.at > SILENCE:
            return Part(name, Tone.OFF, "неизвестно: процесс подписи молчит")
        level = report.detail.get("level", "")
        if waiting := tx.vitals.count_waiting_for("waiting_tsa"):
            return Part(name, Tone.BAD, f"служба не отвечает, документов ждёт: {waiting}", level)
        if not report.detail.get("tsa") and level != "B-B":
            return Part(name, Tone.BUSY, "служба не задана: подписи ждут", level)
        return Part(name, Tone.GOOD, "ни один документ их не ждёт", level)

    def _mail(self, tx: Transaction) -> Part:
        if not self.has_mail:
            return Part("Почта", Tone.UNSET, "не задана: ссылки приглашений передают сами")
        waits = tx.vitals.longest_letter_wait()
        if waits > _LATE:
            return Part("Почта", Tone.BUSY, f"письмо ждёт {_say(waits)}")
        return Part("Почта", Tone.GOOD, "письма уходят")


def _queue(queue: QueueState | None) -> Part:
    if queue is None:
        return Part("Очередь", Tone.BUSY, "не отвечает: документы в сохранности, но ждут")
    return Part("Очередь", Tone.GOOD, "отвечает", queue.version)


def _processes(tx: Transaction, queue: QueueState | None) -> Iterator[Part]:
    wait = tx.vitals.longest_wait
    signing = max(wait(Stage.SIGN), wait(Stage.ARCHIVE))
    yield _process("Преобразование (convert)", ConvertDocuments.queue, queue, wait(Stage.CONVERT))
    yield _process("Подпись и архив (sign)", SignDocuments.queue, queue, signing)
    yield _process("Письма и уведомления (deliver)", DeliverMail.queue, queue, 0.0)


def _process(name: str, lane: str, queue: QueueState | None, waits: float) -> Part:
    if queue is None:
        return Part(name, Tone.OFF, "неизвестно: очередь не отвечает")
    count = queue.workers.get(lane, 0)
    if not count:
        return Part(name, Tone.BAD, "не запущен: работа ждёт")
    if waits > _LATE:
        return Part(name, Tone.BUSY, f"процессов: {count}, документ ждёт очереди {_say(waits)}")
    return Part(name, Tone.GOOD, f"процессов: {count}, очереди нет")


def _converter(tx: Transaction) -> Part:
    made = tx.vitals.find_last_made()
    if made is None:
        return Part("LibreOffice", Tone.OFF, "документов ещё не делал")
    engine = _ENGINES.get(made.engine, made.engine)
    return Part("LibreOffice", Tone.GOOD, f"последний документ сделан: {engine}", made.libreoffice)


def _programs(tx: Transaction, principal: Principal) -> Part:
    name = "Уведомления программам"
    seen = [organisation.id for organisation in tx.organisations.list_seen_by(principal)]
    found = tx.webhooks.list_of(seen, principal.municipality_id)
    silent = sum(one.failing_since is not None or one.disabled_at is not None for one in found)
    if not found:
        return Part(name, Tone.UNSET, "некому сообщать")
    if silent:
        return Part(name, Tone.BUSY, f"не отвечают: {silent} из {len(found)}")
    return Part(name, Tone.GOOD, f"адресов: {len(found)}, все отвечают")


def _say(seconds: float) -> str:
    minutes = int(seconds // _MINUTE)
    return f"{minutes} мин" if minutes < _MINUTE else f"{minutes // _MINUTE} ч"
