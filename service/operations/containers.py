"""Containers: archived documents in one ZIP, with a manifest of everything that is in it."""

import json
import zipfile
from collections.abc import Sequence
from dataclasses import asdict
from typing import IO

from service.domain.archive import Entry
from service.ports import BlobStore

_NAMES = {"pdf": "document.pdf", "docx": "source.docx"}
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the first date a ZIP can hold: same archive, same bytes


def write_container(blobs: BlobStore, entries: Sequence[Entry], target: IO[bytes]) -> int:
    """Write a ZIP container: `manifest.json` and `docs/<id>/…`; returns the number of files.

    Every file is checked against its hash on the way out. The layout follows the container of
    electronic documents of Правила № 77 (content, metadata). Raises BlobError.
    """
    count = 0
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as container:
        _add(container, "manifest.json", _json([_describe(entry) for entry in entries]))
        for entry in entries:
            folder = f"docs/{entry.document_id}"
            _add(container, f"{folder}/metadata.json", _json(_describe(entry)))
            for file in entry.files:
                content = blobs.get(entry.organisation_id, file.sha256)
                _add(container, f"{folder}/{_NAMES.get(file.role, file.role)}", content)
                count += 1
    return count


def _describe(entry: Entry) -> dict[str, object]:
    files = [
        {"name": _NAMES.get(file.role, file.role), "sha256": file.sha256, "size": file.size_bytes}
        for file in entry.files
    ]
    until = entry.retention.keep_until
    metadata = asdict(entry)
    # As the interface for programs spells it.
    return {
        "document_id": metadata.pop("document_id"),
        "organization_id": metadata.pop("organisation_id"),
        **metadata,
        "doc_date": entry.doc_date.isoformat(),
        "retention": {**asdict(entry.retention), "keep_until": until and until.isoformat()},
        "files": files,
    }


def _json(content: object) -> bytes:
    return json.dumps(content, ensure_ascii=False, indent=2).encode()


def _add(container: zipfile.ZipFile, name: str, content: bytes) -> None:
    info = zipfile.ZipInfo(name, _EPOCH)
    info.compress_type = zipfile.ZIP_DEFLATED
    container.writestr(info, content)
