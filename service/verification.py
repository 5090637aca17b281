"""Has files from outside judged by processes that may die of them, one at a time.

pyHanko is not even loaded here: a hostile file meets it in `worker.judging`, under limits on
memory, processor time and time on the wall. A judge that dies, stalls or says something else than a
report about this very file has found nothing: the verdict then is "unverifiable".
"""

import hashlib
import json
import subprocess  # noqa: TID251 -- starts the judge
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from threading import BoundedSemaphore, Lock
from typing import Any, Final

import structlog

from service.domain.errors import CannotCopyError, CannotVerifyError
from service.domain.ids import MunicipalityId, is_safe_id
from service.domain.verification import Report, Sent
from service.ports import Clock
from signing.report import Verdict, VerificationReport

MUNICIPALITIES: Final = "municipalities"
"""Folder of trusted certificates that count for the documents of one municipality only."""
WALL_SECONDS: Final = 20.0

_ROOT: Final = Path(__file__).parents[1]
_PDF: Final = b"%PDF"
_WAITING: Final = 3
_PATIENCE_SECONDS: Final = 20.0
_FRESH: Final = timedelta(minutes=5)
_REMEMBERED: Final = 200
_BUSY: Final = "Сейчас проверяются другие файлы. Повторите через минуту."

log = structlog.get_logger()


class JudgeProcesses:
    """Starts a judge for each file. One works, a few callers wait, others are sent away.

    A report is remembered for some minutes: the same file again costs nothing.
    """

    def __init__(
        self,
        trust: Path,
        clock: Clock,
        *,
        wall_seconds: float = WALL_SECONDS,
        patience_seconds: float = _PATIENCE_SECONDS,
    ) -> None:
        self._trust = trust
        self._clock = clock
        self._wall_seconds = wall_seconds
        self._patience_seconds = patience_seconds
        self._places = BoundedSemaphore(1 + _WAITING)
        self._bench = BoundedSemaphore(1)
        self._reports = _Reports(clock)

    def verify(self, sent: Sent, municipality_id: MunicipalityId | None) -> Report:
        """Judge the signatures by the roots of the installation and of the municipality.

        Raises CannotVerifyError: too many wait already, the computer is too busy, or nobody is
        trusted here.
        """
        key = _name(sent, municipality_id)
        if (known := self._reports.recall(key)) is not None:
            return known
        with self._turn():
            answer = self._ask(sent, municipality_id)
        if "refused" in answer:
            raise CannotVerifyError(str(answer["message"]), code=str(answer["refused"]))
        if not _is_about(answer, sent):
            return self._nothing_found(sent)
        report = Report(answer)
        self._reports.keep(key, report)
        return report

    def copy_scan(self, content: bytes, day: date) -> bytes:
        """Have an archival copy made of a scan. Raises CannotCopyError, CannotVerifyError."""
        with self._turn():
            done = self._start(("scan", str(len(content)), day.isoformat()), content)
        if done.startswith(_PDF):
            return done
        try:
            said = json.loads(done)
        except ValueError:
            said = {}
        raise CannotCopyError(str(said.get("refused", "scan_unreadable")))

    def list_municipalities(self) -> list[MunicipalityId]:
        """Municipalities with trusted certificates of their own."""
        folder = self._trust / MUNICIPALITIES
        found = sorted(folder.iterdir()) if folder.is_dir() else []
        return [MunicipalityId(one.name) for one in found if one.is_dir() and is_safe_id(one.name)]

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if not self._places.acquire(blocking=False):
            raise CannotVerifyError(_BUSY, code="verification_busy")
        try:
            if not self._bench.acquire(timeout=self._patience_seconds):
                raise CannotVerifyError(_BUSY, code="verification_busy")
            try:
                yield
            finally:
                self._bench.release()
        finally:
            self._places.release()

    def _ask(self, sent: Sent, municipality_id: MunicipalityId | None) -> dict[str, Any]:
        """What the judge says; nothing when it said nothing that makes sense."""
        what = "pdf" if sent.signature is None else "detached"
        trusted = [str(path) for path in self._trusted(municipality_id)]
        said = self._start(
            (what, str(len(sent.content)), *trusted), sent.content + (sent.signature or b"")
        )
        try:
            answer = json.loads(said)
        except (ValueError, RecursionError) as error:
            log.warning("judge_lost", error=type(error).__name__)
            return {}
        return answer if isinstance(answer, dict) else {}

    def _start(self, arguments: Sequence[str], content: bytes) -> bytes:
        """What the judge says; nothing when it died over the file.

        A file that takes too much of the processor kills its judge. One that has not even got that
        much of it by the clock on the wall had no chance: the computer is busy, and says so.
        """
        judge = (sys.executable, "-E", "-s", "-B", "-m", "worker.judging")
        try:
            done = subprocess.run(  # noqa: S603 -- our own program; what was sent is its input only
                (*judge, *arguments),
                input=content,
                capture_output=True,
                timeout=self._wall_seconds,
                check=True,
                cwd=_ROOT,
                env={},
            )
        except subprocess.TimeoutExpired as error:
            log.warning("judge_late")
            raise CannotVerifyError(_BUSY, code="verification_busy") from error
        except subprocess.SubprocessError as error:
            # Not the error itself: it may quote the file, and its owner's name.
            log.warning("judge_lost", error=type(error).__name__)
            return b""
        return done.stdout

    def _trusted(self, municipality_id: MunicipalityId | None) -> Iterator[Path]:
        yield self._trust
        if municipality_id is not None and municipality_id in self.list_municipalities():
            yield self._trust / MUNICIPALITIES / municipality_id

    def _nothing_found(self, sent: Sent) -> Report:
        digest = hashlib.sha256(sent.content).hexdigest()
        nothing = VerificationReport(Verdict.UNVERIFIABLE, digest, self._clock.now())
        return Report(nothing.to_dict())


_Name = tuple[str, str, MunicipalityId | None]
"""What was sent, by its hashes, and for whose documents."""


class _Reports:
    """The reports of the last minutes."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._kept: dict[_Name, tuple[datetime, Report]] = {}
        self._lock = Lock()

    def recall(self, name: _Name) -> Report | None:
        with self._lock:
            kept = self._kept.get(name)
        if kept is None or self._clock.now() - kept[0] > _FRESH:
            return None
        return kept[1]

    def keep(self, name: _Name, report: Report) -> None:
        with self._lock:
            if len(self._kept) >= _REMEMBERED:
                self._kept.clear()
            self._kept[name] = (self._clock.now(), report)


def _name(sent: Sent, municipality_id: MunicipalityId | None) -> _Name:
    signature = "" if sent.signature is None else hashlib.sha256(sent.signature).hexdigest()
    return hashlib.sha256(sent.content).hexdigest(), signature, municipality_id


def _is_about(answer: Mapping[str, Any], sent: Sent) -> bool:
    """Whether the answer is a report, and one about these bytes."""
    is_report = answer.get("verdict") in {*Verdict} and "signatures" in answer
    return is_report and answer.get("sha256") == hashlib.sha256(sent.content).hexdigest()
