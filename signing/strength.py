"""Which kind of electronic signature it is (63-ФЗ, ст. 5), as far as the file itself tells.

A certificate can claim to be qualified; that its authority is an accredited one, no file says.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from typing import Final, Literal

import pikepdf

Strength = Literal["ukep", "unep"]

ACCREDITATION: Final = (
    "Квалифицированной подпись названа по сертификату: "
    "аккредитацию удостоверяющего центра Гриф не проверяет."
)
"""What has to be said once wherever a signature is called qualified."""

_TITLES: Final[Mapping[str, str]] = {
    "ukep": "усиленная квалифицированная (по сертификату)",
    "unep": "усиленная неквалифицированная",
}
_DOUBTED: Final = (
    "усиленная; сертификат называет себя квалифицированным, но его издателю здесь не доверяют"
)
_UNKNOWN: Final = "вид подписи не определить"
_SHOWN: Final = "document.pdf"
_EVIDENCE: Final = re.compile(r"evidence-\d{1,4}\.json")
_LARGEST: Final = 32 * 1024 * 1024
_MOST: Final = 64


def describe_strength(
    strength: str | None, simple_evidence: Sequence[str], *, is_trusted: bool
) -> str:
    """Say the kind of a signature in Russian, beginning in lower case and without a full stop."""
    title = _TITLES.get(strength or "", _UNKNOWN)
    if strength == "ukep" and not is_trusted:
        title = _DOUBTED
    if not simple_evidence:
        return title
    files = ", ".join(simple_evidence)
    return f"{title}; охватывает вложенные подтверждения простых электронных подписей ({files})"


def list_simple_evidence(signed: bytes) -> tuple[str, ...]:
    """Names of the files in a signed revision that prove a simple signature of its document.

    `signed` ends where the byte range of a good signature does. Evidence that is not about the very
    PDF lying beside it proves nothing. Never raises.
    """
    try:
        with pikepdf.open(BytesIO(signed)) as document:
            return tuple(sorted(_list_evidence(document.attachments)))
    except Exception:  # noqa: BLE001 -- a hostile file provokes anything; then there is no evidence
        return ()


def _list_evidence(files: Mapping[str, pikepdf.AttachedFileSpec]) -> Iterator[str]:
    names = [name for name in files if _EVIDENCE.fullmatch(name)]
    if not names or len(names) > _MOST or _SHOWN not in files:
        return
    shown = hashlib.sha256(_read(files, _SHOWN)).hexdigest()
    for name in names:
        said = json.loads(_read(files, name))
        is_signature = (said["format"], said["purpose"]) == ("grif-simple-signature", "sign")
        if is_signature and said["document"]["pdf_sha256"] == shown:
            yield name


def _read(files: Mapping[str, pikepdf.AttachedFileSpec], name: str) -> bytes:
    file = files[name].get_file()
    if len(file.obj.read_raw_bytes()) > _LARGEST:
        raise ValueError(name)
    return bytes(file.read_bytes())
