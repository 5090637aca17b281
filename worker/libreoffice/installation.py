"""Where LibreOffice is installed, and which version it is."""

import re
from dataclasses import dataclass
from pathlib import Path

from worker.libreoffice.conversion import converter_unavailable

USUAL_PLACES = (
    Path("/usr/lib/libreoffice/program"),
    Path("/usr/lib64/libreoffice/program"),
    Path("/opt/libreoffice/program"),
)


@dataclass(frozen=True)
class Installation:
    """``version`` is for people ("7.4.7.2"); ``release`` is the stamp of a profile ("7.4")."""

    program: Path
    version: str
    release: str

    @property
    def soffice(self) -> Path:
        """The office itself: the ``soffice`` script would put another process between."""
        return self.program / "soffice.bin"


def find_installation(program: Path | None = None) -> Installation:
    """Look at ``program``, or in the usual places.

    Raises ConversionError ``converter_unavailable`` when no LibreOffice is there.
    """
    for place in (program,) if program else USUAL_PLACES:
        if (place / "soffice.bin").is_file():
            registry = (place.parent / "share/registry/main.xcd").read_text(encoding="utf-8")
            return Installation(
                program=place,
                version=_setting(registry, "ooSetupVersionAboutBox"),
                release=_setting(registry, "ooSetupVersion"),
            )
    reason = "LibreOffice не установлен (пакеты libreoffice-writer-nogui и python3-uno)"
    raise converter_unavailable(reason)


def _setting(registry: str, name: str) -> str:
    """Read a value of the product's own registry: the schema comes first, values have no type."""
    found = re.search(rf'oor:name="{name}">\s*<value>([^<]+)</value>', registry)
    if found is None:
        reason = f"LibreOffice не называет свою версию ({name})"
        raise converter_unavailable(reason)
    return found.group(1)
