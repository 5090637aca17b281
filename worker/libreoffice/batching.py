"""The converter: hands documents to an engine process in batches, and sees to the unlucky ones."""

import os
from collections import deque
from collections.abc import Sequence

from worker.libreoffice.conversion import (
    Conversion,
    ConversionError,
    ConverterOptions,
    EngineName,
)
from worker.libreoffice.engine_process import EngineProcess
from worker.libreoffice.installation import Installation
from worker.libreoffice.messages import EngineSettings, Outcome
from worker.libreoffice.profile import bake_profile
from worker.libreoffice.workspace import Workspace


class BatchConverter:
    """A ``Converter`` over one engine process, which is replaced when it is lost."""

    def __init__(
        self, engine: EngineName, installation: Installation, options: ConverterOptions
    ) -> None:
        """Start the engine. Raises ConversionError ``converter_unavailable``."""
        self._name: EngineName = engine
        self._batch_size = options.batch_size
        self._workspace = Workspace.claim(options.scratch)
        self._settings = _settings(engine, installation, options, self._workspace)
        bake_profile(self._workspace.folder / "profile", installation, options.language)
        try:
            self._process = EngineProcess(self._settings)
        except ConversionError:
            self._workspace.release()
            raise

    @property
    def name(self) -> EngineName:
        """Which engine this is."""
        return self._name

    @property
    def detail(self) -> str:
        """How the engine is confined."""
        return self._process.detail

    @property
    def pid(self) -> int:
        """The engine process now in use."""
        return self._process.pid

    def convert(self, jobs: Sequence[Conversion]) -> list[ConversionError | None]:
        """Convert documents of ONE organisation; one entry per job, in order; None means done."""
        results = [_refusal(job) for job in jobs]
        waiting = deque(index for index, refused in enumerate(results) if refused is None)
        while waiting:
            batch = [waiting.popleft() for _ in range(min(self._batch_size, len(waiting)))]
            outcomes = self._ask([jobs[index] for index in batch])
            for place, outcome in enumerate(outcomes):
                results[batch[place]] = _error(self._judge(outcome, place, jobs[batch[place]]))
            waiting.extendleft(reversed(batch[len(outcomes) :]))
        return results

    def close(self) -> None:
        """Stop every process of the engine and remove its private folder."""
        self._process.end()
        self._workspace.release()

    def _judge(self, outcome: Outcome, place: int, job: Conversion) -> Outcome:
        """Give a document that failed after others one try in a child of its own.

        Not after a timeout: the clock was the document's own, and so is the blame.
        """
        if place == 0 or outcome.code in ("", "conversion_timeout"):
            return outcome
        return self._ask([job])[0]

    def _ask(self, batch: Sequence[Conversion]) -> list[Outcome]:
        if not self._process.running:
            try:
                self._process = EngineProcess(self._settings)
            except ConversionError as error:
                return [Outcome(error.code, error.detail)] * len(batch)
        return self._process.convert(batch)


def _settings(
    engine: EngineName, installation: Installation, options: ConverterOptions, workspace: Workspace
) -> EngineSettings:
    return EngineSettings(
        engine=engine,
        parent=os.getpid(),
        program=str(installation.program),
        workspace=str(workspace.folder),
        seconds_per_document=options.seconds_per_document,
        seconds_to_start=options.seconds_to_start,
        memory_bytes=options.memory_bytes,
        file_bytes=options.file_bytes,
    )


def _refusal(job: Conversion) -> ConversionError | None:
    """Refuse what LibreOffice would turn into a blank page without complaint."""
    try:
        if job.source.stat().st_size:
            return None
    except OSError as error:
        return ConversionError("document_unreadable", f"cannot be read: {error.strerror}")
    return ConversionError("document_unreadable", "the file is empty")


def _error(outcome: Outcome) -> ConversionError | None:
    return ConversionError(outcome.code, outcome.detail) if outcome.code else None
