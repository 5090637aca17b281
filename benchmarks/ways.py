"""The ways of making a PDF that are compared, each with the CPU time of all its processes."""

import os
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil
from unoserver.client import UnoClient

from worker.libreoffice.conversion import Conversion, ConverterOptions, EngineName
from worker.libreoffice.engine_converter import EngineConverter
from worker.libreoffice.export import PDF_OPTIONS, command_line_filter
from worker.libreoffice.installation import find_installation
from worker.libreoffice.profile import bake_profile

SECONDS_TO_START = 60.0

# unoserver needs the distribution's ``uno`` and nothing else of it.
_UNOSERVER = (
    "import sys; sys.path.append('/usr/lib/python3/dist-packages');"
    "from unoserver.server import main; main()"
)


@dataclass(frozen=True)
class Way:
    """One way of converting: makes ``count`` PDFs of a docx per round.

    ``convert`` writes a docx's PDF to every path given; ``cpu_seconds`` is what all processes
    involved have used so far.
    """

    name: str
    count: int
    convert: Callable[[Path, Sequence[Path]], None]
    cpu_seconds: Callable[[], float]


@contextmanager
def our_way(engine: EngineName, count: int) -> Iterator[Way]:
    """One of our engines, opened as the convert worker opens it."""
    with tempfile.TemporaryDirectory(prefix="grif-bench-") as folder:
        options = ConverterOptions(scratch=Path(folder), engine=engine)
        converter = EngineConverter(engine, find_installation(), options)

        def convert(source: Path, targets: Sequence[Path]) -> None:
            errors = converter.convert([Conversion(source, target) for target in targets])
            if any(errors):
                raise RuntimeError(errors)

        try:
            yield Way(engine, count, convert, lambda: own_cpu() + cpu_of(converter.pid))
        finally:
            converter.close()


@contextmanager
def unoserver_way(count: int) -> Iterator[Way]:
    """A long-lived unoserver with the client in this process: the way that costs it least."""
    with run_unoserver() as (port, pid):
        client = UnoClient(server="127.0.0.1", port=str(port), host_location="local")
        options = [f"{name}={str(value).lower()}" for name, value in PDF_OPTIONS.items()]

        def convert(source: Path, targets: Sequence[Path]) -> None:
            for target in targets:
                client.convert(
                    inpath=str(source),
                    outpath=str(target),
                    convert_to="pdf",
                    filtername="writer_pdf_Export",
                    filter_options=options,
                )

        yield Way("unoserver", count, convert, lambda: own_cpu() + cpu_of(pid))


@contextmanager
def soffice_way(count: int) -> Iterator[Way]:
    """``soffice --convert-to`` for every document, with the profile it makes for itself."""
    with tempfile.TemporaryDirectory(prefix="grif-bench-") as folder:
        soffice = find_installation().program / "soffice"
        profile = (Path(folder) / "profile").as_uri()

        def convert(source: Path, targets: Sequence[Path]) -> None:
            for target in targets:
                subprocess.run(
                    [
                        *(str(soffice), "--headless", f"-env:UserInstallation={profile}"),
                        *("--convert-to", command_line_filter(), "--outdir", folder, str(source)),
                    ],
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    check=True,
                )
                (Path(folder) / f"{source.stem}.pdf").rename(target)

        yield Way("soffice --convert-to", count, convert, own_and_childrens_cpu)


@contextmanager
def run_unoserver() -> Iterator[tuple[int, int]]:
    """Run a unoserver over the system's LibreOffice; yields its port and its process id.

    Its LibreOffice gets a finished profile, so that it loses nothing by its configuration.
    """
    port, uno_port = _free_port(), _free_port()
    installation = find_installation()
    with tempfile.TemporaryDirectory(prefix="grif-unoserver-") as folder:
        profile = Path(folder) / "profile"
        bake_profile(profile, installation, "ru-RU")
        _finish(installation.soffice, profile)
        process = subprocess.Popen(
            [
                *(sys.executable, "-c", _UNOSERVER, "--quiet"),
                *("--port", str(port), "--uno-port", str(uno_port)),
                *("--executable", str(installation.soffice), "--user-installation", str(profile)),
            ],
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            _wait_for(port)
            yield port, process.pid
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def cpu_of(pid: int) -> float:
    """User and system time of a process, its living descendants and all its dead children."""
    root = psutil.Process(pid)
    while True:
        try:
            times = [process.cpu_times() for process in (root, *root.children(recursive=True))]
        except psutil.NoSuchProcess:  # one ended meanwhile: its time is its parent's now
            if not root.is_running():
                raise
            continue
        return sum(t.user + t.system + t.children_user + t.children_system for t in times)


def own_cpu() -> float:
    """User and system time of this process."""
    return time.process_time()


def own_and_childrens_cpu() -> float:
    """User and system time of this process and of its children that have ended."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return own_cpu() + usage.ru_utime + usage.ru_stime


def _finish(soffice: Path, profile: Path) -> None:
    command = [str(soffice), "--headless", f"-env:UserInstallation={profile.as_uri()}"]
    subprocess.run([*command, "--terminate_after_init"], check=False)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        else:
            return
