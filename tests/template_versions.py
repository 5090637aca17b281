"""Which text each version of a kind's template has: `python -m tests.template_versions` records it.

A template that reads otherwise is a new version of its kind, else an office's own template that was
checked against the old text would go on unasked. Nothing is recorded for an unchanged version.
"""

import hashlib
import json
import re
import sys
import zipfile
from io import BytesIO
from pathlib import Path

from doc_templates.catalogue import Kind, load_catalogue

RECORD = Path(__file__).with_name("template_versions.json")


def digest_text(kind: Kind) -> str:
    """A digest of what the template says, paragraph by paragraph, whatever it looks like."""
    with zipfile.ZipFile(BytesIO(kind.template)) as package:
        body = package.read("word/document.xml").decode()
    paragraphs = (re.sub(r"<[^>]+>", "", part) for part in body.split("</w:p>"))
    return hashlib.sha256("\n".join(paragraphs).encode()).hexdigest()


def describe(kind: Kind) -> dict[str, object]:
    """What is recorded of a kind."""
    return {"version": kind.version, "text": digest_text(kind)}


def read_record() -> dict[str, dict[str, object]]:
    """What was recorded, by code."""
    record: dict[str, dict[str, object]] = json.loads(RECORD.read_text("utf-8"))
    return record


def main() -> None:
    """Record all kinds; refuse a changed text under an old number."""
    known = read_record() if RECORD.exists() else {}
    now = {kind.code: describe(kind) for kind in load_catalogue().list_kinds()}
    for code, described in now.items():
        before = known.get(code, described)
        if before != described and before["version"] == described["version"]:
            sys.exit(f"{code}: the text has changed, raise the version in kind.toml")
    RECORD.write_text(json.dumps(now, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
