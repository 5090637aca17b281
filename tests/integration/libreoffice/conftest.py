"""One running converter per engine, shared by the tests that leave it as it was."""

import socket
import threading
from collections.abc import Iterator
from typing import Self

import pytest

from worker.libreoffice.conversion import ENGINES, EngineName
from worker.libreoffice.door import Converter, ConverterOptions, open_converter


@pytest.fixture(params=ENGINES, scope="session")
def engine(request: pytest.FixtureRequest) -> EngineName:
    name: EngineName = request.param
    return name


@pytest.fixture(scope="session")
def converter(engine: EngineName, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Converter]:
    converter = open_converter(
        ConverterOptions(scratch=tmp_path_factory.mktemp(engine), engine=engine)
    )
    yield converter
    converter.close()


class Listener:
    """Counts connections to a port of this machine."""

    def __init__(self) -> None:
        self.connections = 0
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self._thread = threading.Thread(target=self._listen)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join()

    def _listen(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self.connections += 1
            connection.close()


@pytest.fixture
def listener() -> Iterator[Listener]:
    with Listener() as listening:
        yield listening
