"""Rebuilds the templates: ``python -m doc_templates.authoring [folder]``."""

import sys
from pathlib import Path

from doc_templates.authoring.templates import write_templates

if __name__ == "__main__":
    write_templates(
        Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[1] / "library"
    )
