"""One document's trouble stays its own: a batch that breaks is done again one by one."""

from collections.abc import Callable, Sequence

import structlog

from service.domain.documents import Claim, Failure
from service.domain.errors import UnavailableError
from service.logs import frames_of
from service.operations.stages import Setback
from service.ports import Progress

_BROKEN = Failure("internal_error", "Внутренняя ошибка. Попробуем ещё раз.")
_STORAGE = Failure("storage_unavailable", "Хранилище недоступно или переполнено. Ждём.")

Work = Callable[[Sequence[Claim]], list[Progress | Setback]]

log = structlog.get_logger()


def isolate(work: Work, claims: Sequence[Claim]) -> list[Progress | Setback]:
    """Do `work` on the batch; when it breaks, on each document alone, so that only the one fails.

    Trouble with the disk is nobody's fault: such documents wait as long as it takes.
    """
    try:
        return work(claims)
    except Exception as error:  # noqa: BLE001 -- the border of a document's own work: whatever
        # breaks here must neither stop the others nor be tried for ever.
        log.error(  # noqa: TRY400 -- a traceback could show personal data
            "work_broke",
            documents=len(claims),
            error=type(error).__name__,
            frames=frames_of(error),
        )
        if len(claims) == 1:
            is_storage = isinstance(error, OSError | UnavailableError)
            failure = _STORAGE if is_storage else _BROKEN
            return [Setback(claims[0], failure, again=True, patient=is_storage)]
    return [outcome for claim in claims for outcome in isolate(work, [claim])]
