"""LibreOffice inside this Python process: UNO calls become function calls.

LibreOfficeKit starts the office in the calling thread ("unipoll"), so that the process can be
forked once warm. Python's UNO bridge is then told to use that office's own component context; the
two C++ functions for it have mangled names, which is why they are looked up before anything is
trusted to them.
"""

import ctypes
import os
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from worker.libreoffice.engine import EngineUnavailableError
from worker.libreoffice.uno_documents import import_uno

_START: Final = "libreofficekit_hook_2"
_CONTEXT: Final = "_ZN10comphelper26getProcessComponentContextEv"
_BRIDGE: Final = (
    "_ZN5pyuno7Runtime10initializeERKN3com3sun4star3uno9ReferenceINS4_17XComponentContextEEE"
)

_Poll = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int)
_Wake = ctypes.CFUNCTYPE(None, ctypes.c_void_p)
_RunLoop = ctypes.CFUNCTYPE(None, ctypes.c_void_p, _Poll, _Wake, ctypes.c_void_p)

_Words = ctypes.POINTER(ctypes.c_size_t)
_RUN_LOOP: Final = 13
"""LibreOfficeKit.h: the place of ``runLoop`` in ``_LibreOfficeKitClass``, after ``nSize`` and
twelve other functions. The struct is only ever appended to."""


_QUIT: Final = -1
"""What the poll callback returns to end the main loop."""


class Office:
    """The office of this process. There is one, and it lives until the process ends."""

    def __init__(self, program: Path, profile: Path) -> None:
        """Load and check the libraries, start the office. Raises EngineUnavailableError."""
        self._program = program
        self._libraries = [
            _library(program / "libmergedlo.so", ctypes.CDLL),
            _library(program / "libpyuno.so", ctypes.PyDLL),
        ]
        merged, bridge = self._libraries
        start = _symbol(merged, _START)
        self._get_context = _symbol(merged, _CONTEXT)
        self._initialise_bridge = _symbol(bridge, _BRIDGE)
        start.restype = ctypes.c_void_p
        start.argtypes = [ctypes.c_char_p, ctypes.c_char_p]
        self._kit = start(str(program).encode(), profile.as_uri().encode())
        if not self._kit:
            reason = "LibreOfficeKit не запускается"
            raise EngineUnavailableError(reason)

    def run(self, work: Callable[[], None]) -> None:
        """Enter the office's main loop, do ``work`` inside it, in this thread, and end the process.

        Returns only to raise EngineUnavailableError, from ``work`` or of its own.
        """
        failures: list[EngineUnavailableError] = []

        def poll(_data: object, _timeout: int) -> int:
            try:
                work()
            except EngineUnavailableError as error:
                failures.append(error)
                return _QUIT
            except BaseException:  # noqa: BLE001 -- C++ is above us: nothing else would report it
                traceback.print_exc()
                os._exit(1)
            os._exit(0)  # the office's own way out takes longer and is of no use

        kit_class = ctypes.cast(self._kit, ctypes.POINTER(_Words))[0]
        if kit_class[0] <= _RUN_LOOP * ctypes.sizeof(ctypes.c_size_t):
            reason = "LibreOfficeKit слишком старый: нет runLoop"
            raise EngineUnavailableError(reason)
        run_loop = _RunLoop(kit_class[_RUN_LOOP])
        some_data = ctypes.c_void_p(1)  # a null pointer would mean "no callbacks"
        run_loop(self._kit, _Poll(poll), _Wake(lambda _data: None), some_data)
        raise failures[0]

    def bind(self) -> tuple[Any, Any]:
        """Return the ``uno`` module and the component context; only inside ``run``."""
        context = ctypes.c_void_p()
        self._get_context.restype = None
        self._get_context.argtypes = [ctypes.c_void_p]
        self._get_context(ctypes.byref(context))
        self._initialise_bridge.restype = None
        self._initialise_bridge.argtypes = [ctypes.c_void_p]
        self._initialise_bridge(ctypes.byref(context))
        uno = import_uno(self._program)
        return uno, uno.getComponentContext()


def _library(path: Path, loader: type[ctypes.CDLL]) -> ctypes.CDLL:
    try:
        return loader(str(path), mode=ctypes.RTLD_GLOBAL)
    except OSError as error:
        reason = f"{path.name} не загружается: {error}"
        raise EngineUnavailableError(reason) from error


def _symbol(library: ctypes.CDLL, name: str) -> Any:  # noqa: ANN401 -- ctypes' function pointer
    try:
        return library[name]
    except AttributeError as error:
        reason = f"в этой сборке LibreOffice нет {name}"
        raise EngineUnavailableError(reason) from error
