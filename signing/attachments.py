"""Files carried inside an archival document (PDF/A-3, ISO 19005-3, 6.8).

The data an order was made from, its source, the evidence of a simple signature: whoever has the
PDF has them too, and the signature covers them. PDF/A-2 allows no such files, so the document
becomes PDF/A-3b, which is the same but for that. Only before the first signature.
"""

import gc
import hashlib
import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Literal

import pikepdf
from pikepdf import pdfa

from signing.errors import Code, SigningError

Relationship = Literal["Data", "Source", "Supplement"]
"""What the file is to the document (ISO 32000-2, 7.11.3): what it was made from as data, its
source, or something added to it."""

# LibreOffice leaves the date out of its font subsets; fontTools finds that worth a warning each.
logging.getLogger("fontTools.ttLib.tables._h_e_a_d").setLevel(logging.ERROR)

_CLAIM = re.compile(rb"(pdfaid:part\s*(?:>|=\s*[\"'])\s*)2")
_NAME = re.compile(r"[^\x00-\x1f/\\:]{1,120}")
_FINDINGS_TOLD = 5
_KEEP = pikepdf.ObjectStreamMode.preserve


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file to carry along. `name` is a plain file name, `description` is for people."""

    name: str
    content: bytes
    media_type: str
    relationship: Relationship
    description: str
    modified: datetime


def attach(pdf: bytes, attachments: Sequence[Attachment]) -> bytes:
    """Return `pdf` as PDF/A-3b with the files in it, checked by pikepdf's validator.

    Raises SigningError: the document is signed already, a name is bad or taken, or the result is
    not PDF/A-3b (whose detail names rules and object numbers, never text).
    """
    _require_names([one.name for one in attachments])
    try:
        content = _write(pdf, attachments)
    except SigningError:
        raise
    except Exception as error:  # a damaged file provokes anything in qpdf
        raise SigningError(Code.DOCUMENT_UNREADABLE, detail=type(error).__name__) from error
    _check(content)
    return content


def list_names(pdf: bytes) -> frozenset[str]:
    """Return the names of the files that are in `pdf`. Raises SigningError."""
    try:
        with pikepdf.open(BytesIO(pdf)) as document:
            return frozenset(document.attachments)
    except Exception as error:  # a damaged file provokes anything in qpdf
        raise SigningError(Code.DOCUMENT_UNREADABLE, detail=type(error).__name__) from error


def _require_names(names: Sequence[str]) -> None:
    for name in names:
        if not _NAME.fullmatch(name):
            raise SigningError(Code.ATTACHMENT_INVALID, detail="not a plain file name")
    if len(set(names)) != len(names):
        raise SigningError(Code.ATTACHMENT_INVALID, detail="a name twice")


def _write(pdf: bytes, attachments: Sequence[Attachment]) -> bytes:
    with pikepdf.open(BytesIO(pdf)) as document:
        if _is_signed(document):
            raise SigningError(Code.DOCUMENT_LOCKED, detail="signed-already")
        if not set(document.attachments).isdisjoint(one.name for one in attachments):
            raise SigningError(Code.ATTACHMENT_INVALID, detail="a name twice")
        _claim(document)
        associated = document.Root.get("/AF", pikepdf.Array())
        for one in attachments:
            document.attachments[one.name] = _describe(document, one)
            associated.append(document.attachments[one.name].obj)
        document.Root.AF = associated
        output = BytesIO()
        # The identifier comes from the contents: the same parts give the same file.
        document.save(output, deterministic_id=True, object_stream_mode=_KEEP)
        return output.getvalue()


def _is_signed(document: pikepdf.Pdf) -> bool:
    return any(
        isinstance(thing, pikepdf.Dictionary) and "/ByteRange" in thing
        for thing in document.objects
    )


def _claim(document: pikepdf.Pdf) -> None:
    """Say PDF/A-3 where the metadata said PDF/A-2."""
    metadata = document.Root.Metadata
    metadata.write(_CLAIM.sub(rb"\g<1>3", metadata.read_bytes(), count=1))


def _describe(document: pikepdf.Pdf, one: Attachment) -> pikepdf.AttachedFileSpec:
    spec = pikepdf.AttachedFileSpec(
        document,
        one.content,
        description=one.description,
        filename=one.name,
        mime_type=one.media_type,
        creation_date=_format(one.modified),
        mod_date=_format(one.modified),
        relationship=pikepdf.Name(f"/{one.relationship}"),
    )
    # 6.8: /F for old readers, /UF for Unicode; the checksum lets anybody compare.
    spec.obj.F = one.name
    checksum = hashlib.md5(one.content, usedforsecurity=False).digest()
    spec.obj.EF.F.Params.CheckSum = pikepdf.String(checksum)
    return spec


def _format(moment: datetime) -> str:
    return moment.strftime("D:%Y%m%d%H%M%S") + "Z"


def _check(content: bytes) -> None:
    report = _validate(content)
    if not report.passed:
        # The validator takes any warning of the process while it reads for a fault of the page.
        gc.collect()
        report = _validate(content)
    if not report.passed:
        told = report.findings[:_FINDINGS_TOLD]
        detail = "; ".join(f"{finding.rule} at {finding.where}" for finding in told)
        raise SigningError(Code.PDFA_BROKEN, detail=detail)


def _validate(content: bytes) -> pdfa.Report:
    return pdfa.validate_written(BytesIO(content), pdfa.Flavour.PDFA_3B)
