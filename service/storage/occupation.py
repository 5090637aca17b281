"""One Grif at a time in a data folder: two would start two queues on one socket."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from service.domain.errors import ConflictError


@contextmanager
def occupied(folder: Path, what: str) -> Iterator[None]:
    """Hold `folder` for `what` until the block or the process ends. Raises ConflictError.

    The kernel lets go when the process dies, however it dies.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f".{what}.lock").open("wb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            message = (
                f"Гриф уже запущен в папке {folder}. Остановите его (Ctrl+C в его окне) "
                "или укажите другую папку в GRIF_DATA_DIR."
            )
            raise ConflictError(message, code="already_running") from error
        yield
