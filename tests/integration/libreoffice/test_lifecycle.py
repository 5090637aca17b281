"""Engines that are killed, stopped or orphaned."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from tests.integration.libreoffice.documents import consent, deep_tables, write_docx
from worker.libreoffice.conversion import ConversionError, EngineName
from worker.libreoffice.door import Conversion, ConverterOptions, open_converter
from worker.libreoffice.engine_converter import EngineConverter
from worker.libreoffice.installation import find_installation
from worker.libreoffice.sockets import remove_sockets

pytestmark = pytest.mark.libreoffice

SECONDS_PER_DOCUMENT = 2.5
SECONDS_TO_DIE = 2.0

PARENT = """
import sys
from pathlib import Path
from worker.libreoffice.door import Conversion, ConverterOptions, open_converter

folder, engine = Path(sys.argv[1]), sys.argv[2]
converter = open_converter(ConverterOptions(scratch=folder, engine=engine))
job = Conversion(folder / "source.docx", folder / "target.pdf")
print("converting", flush=True)
while True:
    converter.convert([job] * 8)
"""


@pytest.fixture
def own_converter(engine: EngineName, tmp_path: Path) -> Iterator[EngineConverter]:
    converter = open_engine(engine, tmp_path / "scratch")
    yield converter
    converter.close()


@pytest.fixture
def job(tmp_path: Path) -> Conversion:
    return Conversion(write_docx(tmp_path / "source.docx", consent()), tmp_path / "target.pdf")


def open_engine(engine: EngineName, scratch: Path) -> EngineConverter:
    options = ConverterOptions(scratch=scratch, seconds_per_document=SECONDS_PER_DOCUMENT)
    return EngineConverter(engine, find_installation(), options)


def living(processes: list[psutil.Process]) -> list[psutil.Process]:
    return [
        process
        for process in processes
        if process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    ]


def soon(condition: Callable[[], object], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def family(converter: EngineConverter) -> list[psutil.Process]:
    """Every process of this engine, the engine process first."""
    root = psutil.Process(converter.pid)
    return living([root, *root.children(recursive=True)])


def to_children(converter: EngineConverter, deed: Callable[[psutil.Process], None]) -> None:
    """Do something to everything but the engine process itself."""
    for process in family(converter)[1:]:
        deed(process)


def test_a_killed_engine_process_is_replaced(
    own_converter: EngineConverter, job: Conversion
) -> None:
    family(own_converter)[0].kill()

    # The first may still be lost with it; never the second.
    own_converter.convert([job])

    assert own_converter.convert([job]) == [None]


def test_a_stopped_engine_process_is_noticed_and_replaced(
    own_converter: EngineConverter, job: Conversion
) -> None:
    stopped = family(own_converter)[0]
    stopped.suspend()
    started = time.monotonic()

    [error] = own_converter.convert([job])

    assert error is not None
    assert error.code == "conversion_timeout"
    assert time.monotonic() - started < SECONDS_PER_DOCUMENT + 2
    assert not living([stopped])
    assert own_converter.convert([job]) == [None]


def test_a_stopped_conversion_is_killed_at_its_deadline(
    own_converter: EngineConverter, job: Conversion, tmp_path: Path
) -> None:
    poison = Conversion(write_docx(tmp_path / "poison.docx", deep_tables()), job.target)
    stop_soon = threading.Timer(0.7, to_children, [own_converter, psutil.Process.suspend])
    stop_soon.start()
    started = time.monotonic()

    [error] = own_converter.convert([poison])

    stop_soon.join()
    assert error is not None
    assert error.code == "conversion_timeout"
    assert abs(time.monotonic() - started - SECONDS_PER_DOCUMENT) < 2
    assert own_converter.convert([job]) == [None]


def test_a_killed_conversion_is_reported_and_the_next_succeeds(
    own_converter: EngineConverter, job: Conversion, tmp_path: Path
) -> None:
    poison = Conversion(write_docx(tmp_path / "poison.docx", deep_tables()), job.target)
    kill_soon = threading.Timer(0.7, to_children, [own_converter, psutil.Process.kill])
    kill_soon.start()

    [error] = own_converter.convert([poison])

    kill_soon.join()
    assert error is not None
    assert error.code == "converter_crashed"
    assert own_converter.convert([job]) == [None]


def test_closing_leaves_no_process_and_no_file(engine: EngineName, tmp_path: Path) -> None:
    converter = open_engine(engine, tmp_path)
    processes = family(converter)
    pipes = {pipe for process in processes for pipe in pipes_of(process)}

    converter.close()

    assert bool(pipes) == (engine == "socket")
    assert soon(lambda: not living(processes), SECONDS_TO_DIE)
    assert list(tmp_path.iterdir()) == []
    assert not [pipe for pipe in pipes if pipe.exists()]


@pytest.mark.parametrize("delay_seconds", [0.0, 0.1, 0.35])
def test_nothing_outlives_a_parent_that_was_killed(
    engine: EngineName, tmp_path: Path, delay_seconds: float
) -> None:
    write_docx(tmp_path / "source.docx", consent())
    with subprocess.Popen(
        [sys.executable, "-c", PARENT, str(tmp_path), engine], stdout=subprocess.PIPE
    ) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == b"converting\n"
        time.sleep(delay_seconds)
        processes = living(psutil.Process(parent.pid).children(recursive=True))
        assert processes
        parent.send_signal(signal.SIGKILL)

    assert soon(lambda: not living(processes) and not of_workspace(tmp_path), SECONDS_TO_DIE)
    for workspace in tmp_path.glob("libreoffice-*"):  # nobody else will start there
        remove_sockets(workspace / "profile")


def test_the_folder_of_a_killed_owner_is_removed_by_the_next(tmp_path: Path) -> None:
    orphan = tmp_path / "libreoffice-orphan"
    orphan.mkdir()
    long_ago = time.time() - 3600
    os.utime(orphan, (long_ago, long_ago))

    open_converter(ConverterOptions(scratch=tmp_path, engine="cold")).close()

    assert list(tmp_path.iterdir()) == []


def test_without_libreoffice_the_door_says_so(tmp_path: Path) -> None:
    with pytest.raises(ConversionError) as caught:
        open_converter(ConverterOptions(scratch=tmp_path, program=tmp_path))

    assert caught.value.code == "converter_unavailable"
    assert caught.value.again


def test_an_unusable_engine_gives_its_reason(tmp_path: Path) -> None:
    with pytest.raises(ConversionError) as caught:
        open_converter(ConverterOptions(scratch=tmp_path, seconds_to_start=0.01))

    assert caught.value.detail.count("не запустилось") == 3
    assert list(tmp_path.iterdir()) == []


def pipes_of(process: psutil.Process) -> list[Path]:
    """LibreOffice's named pipes on which this process listens; it keeps them in /tmp."""
    place = Path(f"/proc/{process.pid}")
    mine = {str(descriptor.readlink()) for descriptor in (place / "fd").iterdir()}
    rows = [line.split() for line in (place / "net/unix").read_text().splitlines()]
    return [Path(row[7]) for row in rows if "OSL_PIPE" in row[-1] and f"socket:[{row[6]}]" in mine]


def of_workspace(folder: Path) -> list[psutil.Process]:
    """Processes that work in a folder below this one, whoever started them."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.status() != psutil.STATUS_ZOMBIE and str(folder) in process.cwd():
                found.append(process)
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue
    return found
