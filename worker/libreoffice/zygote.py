"""The engine process: ``python -m worker.libreoffice.zygote``, started by ``engine_process``.

It reads its settings and then batches of documents from stdin, forks one child per batch, passes
the child's outcomes on to stdout, and kills a child that is past its deadline. It never opens a
document itself, and it dies with whoever started it.
"""

import os
import traceback
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from worker.libreoffice import confinement
from worker.libreoffice.children import convert_in_child
from worker.libreoffice.cold import ColdEngine
from worker.libreoffice.conversion import Conversion, EngineName
from worker.libreoffice.engine import Engine, EngineUnavailableError
from worker.libreoffice.in_process import InProcessEngine
from worker.libreoffice.messages import (
    EngineSettings,
    LineReader,
    Readiness,
    batch_from_line,
    part_of,
    send,
)
from worker.libreoffice.soffice_socket import SocketEngine


@dataclass(frozen=True)
class Zygote:
    """Serves requests with one engine, one forked child at a time."""

    engine: Engine
    settings: EngineSettings
    requests: LineReader
    answers: int
    confined: str

    def live(self) -> None:
        """Start the engine and serve; tell the other end when the engine cannot be started."""
        try:
            self.engine.hold(self._serve)
        except EngineUnavailableError as error:
            send(self.answers, Readiness(ready=False, detail=str(error)).to_line())

    def _serve(self) -> None:
        self._report_readiness()
        while (line := self.requests.read()) is not None:
            try:
                self.engine.refresh()
            except EngineUnavailableError:
                traceback.print_exc()
                return  # the pipe closes, and the other end starts a new engine process
            lost = not self._convert(batch_from_line(line))
            if lost:
                self.engine.recover()
                self._report_readiness()

    def _convert(self, batch: Sequence[Conversion]) -> bool:
        """Have a child convert the batch; False when the child was lost on the way."""
        with closing(convert_in_child(self.engine, self.settings, batch)) as outcomes:
            for job, outcome in zip(batch, outcomes, strict=False):
                if outcome.code:
                    part_of(job.target).unlink(missing_ok=True)
                send(self.answers, outcome.to_line())
                if outcome.lost:
                    return False
        return True

    def _report_readiness(self) -> None:
        send(self.answers, Readiness(ready=True, detail=self.confined).to_line())


def main() -> None:
    """Read the settings, confine this process, serve."""
    requests_pipe, answers = _keep_pipes_apart()
    requests = LineReader(requests_pipe)
    line = requests.read()
    if line is None:
        return
    settings = EngineSettings.from_line(line)
    confined = _confine(settings.parent)
    engine = _ENGINES[settings.engine](settings)
    Zygote(engine, settings, requests, answers, confined).live()


def _keep_pipes_apart() -> tuple[int, int]:
    """Move our pipes away from stdin and stdout: LibreOffice may print, and has nothing to read."""
    requests, answers = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    return requests, answers


def _confine(parent: int) -> str:
    os.umask(0o077)
    isolated = confinement.leave_network()
    confinement.give_up_privileges()
    confinement.die_with(parent)
    if isolated:
        return "без сети (отдельное сетевое пространство имён)"
    return "сеть закрыта только настройкой LibreOffice: ядро не дало отдельного пространства имён"


_ENGINES: Final[Mapping[EngineName, Callable[[EngineSettings], Engine]]] = MappingProxyType(
    {"in_process": InProcessEngine, "socket": SocketEngine, "cold": ColdEngine}
)

if __name__ == "__main__":
    main()
