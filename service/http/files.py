"""Answers that are a file: named in Russian, with a digest, revalidated by a strong ETag."""

import base64
import hashlib
import re
from dataclasses import dataclass
from urllib.parse import quote

from flask import Response, request

from service.domain.companions import ROLE_TITLES, SIGNATURE, Companion
from service.domain.documents import Document

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MEDIA_TYPES = {"pdf": PDF, "docx": DOCX}
_ENDINGS = {PDF: "pdf", "application/json": "json", SIGNATURE: "sig"}

_NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f\\/:*?"<>|]+')
_MAX_NAME = 120


@dataclass(frozen=True)
class Download:
    """Bytes to hand out, and how: `name` is for people, `ascii_name` for very old programs."""

    content: bytes
    media_type: str
    name: str
    ascii_name: str


def document_download(document: Document, role: str, content: bytes) -> Download:
    """A document's `pdf` or `docx` under the name a clerk would give it."""
    name = f"{document.number.text} {document.title}"
    return Download(
        content=content,
        media_type=MEDIA_TYPES[role],
        name=f"{safe_name(name)}.{role}",
        ascii_name=f"{document.id}.{role}",
    )


def companion_download(document: Document, companion: Companion, content: bytes) -> Download:
    """A file beside a document under a name that says whose it is."""
    ending = _ENDINGS.get(companion.media_type, "bin")
    name = f"{document.number.text} {ROLE_TITLES[companion.role]} {companion.number}"
    return Download(
        content,
        companion.media_type,
        f"{safe_name(name)}.{ending}",
        f"{document.id}-{companion.number}.{ending}",
    )


def send(download: Download) -> Response:
    """Answer with the file; 304 when the caller has it, 206 when only a part was asked for.

    The headers are those of RFC 6266 and RFC 8187 (name), RFC 9530 (digest) and RFC 9110 (ETag).
    """
    digest = hashlib.sha256(download.content)
    response = Response(download.content, mimetype=download.media_type)
    response.set_etag(digest.hexdigest())
    response.headers["Repr-Digest"] = f"sha-256=:{base64.b64encode(digest.digest()).decode()}:"
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Disposition"] = (
        f'attachment; filename="{download.ascii_name}"; '
        f"filename*=UTF-8''{quote(download.name, safe='')}"
    )
    response.make_conditional(request, accept_ranges=True, complete_length=len(download.content))
    return response


def safe_name(text: str) -> str:
    """`text` as a file name on any system."""
    return _NOT_IN_NAMES.sub("-", text)[:_MAX_NAME].strip(" .-")
