"""The user profile LibreOffice runs with: finished in advance, and strict.

Every setting is a fact LibreOffice would otherwise find out or decide by itself at each start.
"""

from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from worker.libreoffice.installation import Installation

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<oor:items xmlns:oor="http://openoffice.org/2001/registry"'
    ' xmlns:xs="http://www.w3.org/2001/XMLSchema"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\n'
)

_SECURITY = (
    # A plain docx can name a picture by URL. This setting stops http:// and file:// alike; a
    # network namespace alone would leave the files of this machine readable.
    ("/org.openoffice.Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("/org.openoffice.Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("/org.openoffice.Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    (
        "/org.openoffice.Office.Common/Security/Scripting",
        "DisableActiveContent",
        "true",
    ),  # newer releases
    ("/org.openoffice.Office.Writer/Content/Update", "Link", "0"),  # never
)

_QUIET = (
    ("/org.openoffice.Office.Common/Misc", "FirstRun", "false"),
    ("/org.openoffice.Office.Common/Misc", "UseLocking", "false"),
    ("/org.openoffice.Office.Common/Misc", "UseOpenCL", "false"),
    ("/org.openoffice.Office.Common/Misc", "UseSystemFileDialog", "false"),
    ("/org.openoffice.Office.Common/Misc", "CrashReport", "false"),
    ("/org.openoffice.Office.Recovery/RecoveryInfo", "Enabled", "false"),
    ("/org.openoffice.Office.Recovery/AutoSave", "Enabled", "false"),
    ("/org.openoffice.Office.Linguistic/SpellChecking", "IsSpellAuto", "false"),
    ("/org.openoffice.Setup/Office", "ooSetupInstCompleted", "true"),
)


def bake_profile(folder: Path, installation: Installation, language: str) -> None:
    """Write a finished profile into ``folder`` (made when missing)."""
    settings = (*_SECURITY, *_QUIET, *_of_this_version(installation), *_of_language(language))
    items = "".join(_item(*setting) for setting in settings)
    user = folder / "user"
    user.mkdir(parents=True, exist_ok=True)
    (user / "registrymodifications.xcu").write_text(
        f"{_HEAD}{items}</oor:items>\n", encoding="utf-8"
    )


def _of_this_version(installation: Installation) -> tuple[tuple[str, str, str], ...]:
    # Without the stamp of the running version LibreOffice tests its graphics at EVERY start:
    # 0.6 s of CPU, more than the rest of the start together.
    return (("/org.openoffice.Setup/Product", "ooSetupLastVersion", installation.release),)


def _of_language(language: str) -> tuple[tuple[str, str, str], ...]:
    return (
        ("/org.openoffice.Setup/L10N", "ooLocale", language),
        ("/org.openoffice.Setup/L10N", "ooSetupSystemLocale", language),
        ("/org.openoffice.Office.Linguistic/General", "DefaultLocale", language),
        ("/org.openoffice.Office.Linguistic/General", "UILocale", language),
    )


def _item(path: str, name: str, value: str) -> str:
    return (
        f"<item oor:path={quoteattr(path)}><prop oor:name={quoteattr(name)}"
        f' oor:op="fuse"><value>{escape(value)}</value></prop></item>\n'
    )
