"""What every background process needs: to die with its parent, to stop gently, to hear hints."""

import ctypes
import os
import signal
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from types import FrameType, TracebackType
from typing import Any

import structlog
from redis import Redis
from rq import Queue
from rq.job import Job
from rq.worker import SimpleWorker
from typing_extensions import override

from service.domain.documents import Claim
from service.domain.ids import OrganisationId
from service.domain.reach import Reach, reaching
from service.logs import frames_of
from service.operations.stages import StageDesk

_PR_SET_PDEATHSIG = 1
_BEATS_PER_LEASE = 3
_MAX_RECONNECT_SECONDS = 2

Handler = Callable[[OrganisationId], None]

log = structlog.get_logger()


def die_with_parent() -> None:
    """Ask the kernel to kill this process when its parent dies, however it dies (prctl(2))."""
    parent = os.getppid()
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it died while we asked
        os.kill(os.getpid(), signal.SIGKILL)


class Stop:
    """Says whether this process was asked to stop; loops look at it between batches."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def request_on_signals(self) -> None:
        """Stop gently on SIGTERM and on Ctrl+C."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self.request())

    def request(self) -> None:
        """Ask to stop after the batch in hand."""
        self._event.set()

    def is_requested(self) -> bool:
        """Whether to take no more work."""
        return self._event.is_set()

    def wait(self, seconds: float) -> bool:
        """Sleep, but wake at once when asked to stop; returns whether asked."""
        return self._event.wait(seconds)


class KeepAlive(AbstractContextManager[None]):
    """Extends the leases of `claims` from a thread while the work on them runs."""

    def __init__(self, stages: StageDesk, claims: Sequence[Claim]) -> None:
        self._stages = stages
        self._claims = claims
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._beat, name="keep-alive", daemon=True)

    @override
    def __enter__(self) -> None:
        self._thread.start()

    @override
    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._done.set()
        self._thread.join()

    def _beat(self) -> None:
        while not self._done.wait(self._stages.lease_seconds / _BEATS_PER_LEASE):
            try:
                self._stages.extend(self._claims)
            except Exception as error:  # noqa: BLE001 -- the loop of a thread: the next beat may
                # still come before the lease ends, and whoever lost it is told when it commits.
                log.warning("lease_not_extended", error=type(error).__name__)


def serve(queue: str, handlers: Mapping[str, Handler], connection: Redis, stop: Stop) -> None:
    """Answer hints of one queue until asked to stop.

    One queue per process: with several, RQ pops without a net and loses a hint when it dies.
    """
    _HintWorker.stop = stop
    worker = _HintWorker(
        [Queue(queue, connection=connection, serializer="json", job_class=_allow_list(handlers))],
        connection=connection,
        serializer="json",
        job_class=_allow_list(handlers),
        worker_ttl=20,
        maintenance_interval=5,
        job_monitoring_interval=5,
        log_job_description=False,
    )
    worker.work(logging_level="ERROR")


def in_lane(handler: Handler) -> Handler:
    """Let work for one organisation reach no other (PostgreSQL)."""

    def run(organisation_id: OrganisationId) -> None:
        with reaching(Reach(organisation_id)):
            handler(organisation_id)

    return run


class _HintWorker(SimpleWorker):
    """RQ's loop without its fork per job: the converter and the signer isolate their own work."""

    stop: Stop
    max_connection_wait_time: float = _MAX_RECONNECT_SECONDS

    @override
    def request_stop(self, signum: int, frame: FrameType | None) -> None:
        self.stop.request()
        super().request_stop(signum, frame)  # type: ignore[no-untyped-call] # untyped in RQ


def _allow_list(handlers: Mapping[str, Handler]) -> type[Job]:
    """Make a Job class that runs these handlers and nothing else.

    RQ would import and call whatever name stands in Redis; whoever can write there could run
    any function. Here the name is looked up and never imported.
    """

    class AllowedJob(Job):
        @property
        @override
        def func(self) -> Callable[..., Any]:
            handler = handlers.get(self.func_name or "")
            if handler is None:
                message = "this job is not on the allow-list"
                raise PermissionError(message)
            return _guarded(handler)

    return AllowedJob


def _guarded(handler: Handler) -> Callable[[str], None]:
    def run(organisation_id: str) -> None:
        try:
            handler(OrganisationId(organisation_id))
        except Exception as error:  # noqa: BLE001 -- the entry point of a hint: log it without the
            # traceback RQ would keep in Redis, values and all; `tick` sends the hint again.
            log.error(  # noqa: TRY400 -- see above
                "hint_failed",
                organisation=organisation_id,
                error=type(error).__name__,
                frames=frames_of(error),
            )

    return run
