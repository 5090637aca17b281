"""Converting over UNO, whether LibreOffice is in this process or behind a pipe.

UNO has no types for mypy: it is spoken in this file and in the two engines that use it only.
"""

import sys
from pathlib import Path
from typing import Any, Final

from worker.libreoffice.engine import EngineUnavailableError, UnreadableDocumentError
from worker.libreoffice.export import INPUT_FILTER, OUTPUT_FILTER, PDF_OPTIONS

_DISTRIBUTION_PACKAGES: Final = "/usr/lib/python3/dist-packages"
"""Where Debian and Ubuntu put ``uno.py``; our environment does not see that folder."""

_NEVER_EXECUTE: Final = 0  # com.sun.star.document.MacroExecMode
_NO_UPDATE: Final = 0  # com.sun.star.document.UpdateDocMode


def import_uno(program: Path) -> Any:  # noqa: ANN401 -- UNO is untyped
    """Import Python's UNO bridge. Raises EngineUnavailableError when it is not installed."""
    for folder in (_DISTRIBUTION_PACKAGES, str(program)):
        if folder not in sys.path:
            sys.path.append(folder)
    try:
        import uno  # noqa: PLC0415 -- exists only where python3-uno is installed
    except ImportError as error:
        reason = f"python3-uno не загружается: {error}"
        raise EngineUnavailableError(reason) from error
    return uno


class UnoDocuments:
    """The desktop of a running LibreOffice, used for one thing."""

    def __init__(self, uno: Any, context: Any) -> None:  # noqa: ANN401 -- UNO is untyped
        self._uno = uno
        self._office_failure = uno.getClass("com.sun.star.uno.RuntimeException")
        self._failure = uno.getClass("com.sun.star.uno.Exception")
        self._desktop = context.ServiceManager.createInstanceWithContext(
            "com.sun.star.frame.Desktop", context
        )
        self._reading = self._properties(
            FilterName=INPUT_FILTER,
            Hidden=True,
            ReadOnly=True,
            Preview=True,  # no window furniture, no events, nothing remembered
            MacroExecutionMode=_NEVER_EXECUTE,
            UpdateDocMode=_NO_UPDATE,
        )
        options = uno.Any("[]com.sun.star.beans.PropertyValue", self._properties(**PDF_OPTIONS))
        self._writing = self._properties(FilterName=OUTPUT_FILTER, FilterData=options)

    def convert(self, source: Path, target: Path) -> None:
        """Write ``source`` as PDF/A. Raises UnreadableDocumentError, or UNO's own exceptions."""
        document = self._load(source)
        try:
            document.storeToURL(target.as_uri(), self._writing)
        finally:
            document.close(True)  # noqa: FBT003 -- UNO takes no keyword arguments

    def convert_and_leave_open(self, source: Path, target: Path) -> None:
        """Do the same for a process about to end: closing takes an eighth of the time."""
        self._load(source).storeToURL(target.as_uri(), self._writing)

    def _load(self, source: Path) -> Any:  # noqa: ANN401 -- UNO is untyped
        # By URL and not as a stream: for a stream LibreOffice trusts every link inside.
        try:
            document = self._desktop.loadComponentFromURL(
                source.as_uri(), "_blank", 0, self._reading
            )
        except self._office_failure:  # the office is gone: not the document's failing
            raise
        except self._failure as error:
            raise UnreadableDocumentError(type(error).__name__) from error
        if document is None:
            reason = "nothing was loaded"
            raise UnreadableDocumentError(reason)
        return document

    def _properties(self, **values: object) -> tuple[Any, ...]:
        value_type = self._uno.getClass("com.sun.star.beans.PropertyValue")
        return tuple(value_type(name, 0, value, 0) for name, value in values.items())
