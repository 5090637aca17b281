"""A converter made of one engine process, which is replaced when it is lost."""

import os
from collections.abc import Sequence
from functools import cached_property

from worker.libreoffice.batching import convert_in_batches
from worker.libreoffice.conversion import (
    Conversion,
    ConversionError,
    ConverterFacts,
    ConverterOptions,
    EngineName,
)
from worker.libreoffice.engine_process import EngineProcess
from worker.libreoffice.fonts import list_fonts
from worker.libreoffice.installation import Installation
from worker.libreoffice.messages import EngineSettings, Outcome
from worker.libreoffice.profile import bake_profile
from worker.libreoffice.workspace import Workspace


class EngineConverter:
    """Implements ``Converter``."""

    def __init__(
        self, engine: EngineName, installation: Installation, options: ConverterOptions
    ) -> None:
        """Start the engine. Raises ConversionError ``converter_unavailable``."""
        self._name: EngineName = engine
        self._workspace = Workspace.claim(options.scratch)
        self._installation = installation
        self._options = options
        try:
            self._process = self._start()
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

    @cached_property
    def facts(self) -> ConverterFacts:
        """What it converts with, found out once: a font installed later is met by the next process.

        A warm engine has its fonts in memory, and so have the children it forks.
        """
        fonts = list_fonts(self._installation.program, self._workspace.folder / "home")
        return ConverterFacts(self._name, self._installation.version, fonts)

    @property
    def pid(self) -> int:
        """The engine process now in use."""
        return self._process.pid

    def convert(self, jobs: Sequence[Conversion]) -> list[ConversionError | None]:
        """Convert documents of ONE organisation; one entry per job, in order; None means done."""
        return convert_in_batches(jobs, self._options.batch_size, self._ask)

    def close(self) -> None:
        """Stop every process of the engine and remove its private folder."""
        self._process.end()
        self._workspace.release()

    def _ask(self, batch: Sequence[Conversion]) -> list[Outcome]:
        if not self._process.running:
            try:
                self._process = self._start()
            except ConversionError as error:
                return [Outcome(error.code, error.detail)] * len(batch)
        return self._process.convert(batch)

    def _start(self) -> EngineProcess:
        self._workspace.clear()
        bake_profile(self._workspace.folder / "profile", self._installation, self._options.language)
        return EngineProcess(
            EngineSettings(
                engine=self._name,
                parent=os.getpid(),
                program=str(self._installation.program),
                workspace=str(self._workspace.folder),
                seconds_per_document=self._options.seconds_per_document,
                seconds_to_start=self._options.seconds_to_start,
                memory_bytes=self._options.memory_bytes,
                file_bytes=self._options.file_bytes,
            )
        )
