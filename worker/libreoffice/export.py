"""What every engine tells LibreOffice about reading the docx and writing the PDF."""

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

INPUT_FILTER: Final = "MS Word 2007 XML"
"""Named, so that LibreOffice neither guesses the type nor lets a disguised file choose it."""

OUTPUT_FILTER: Final = "writer_pdf_Export"

PDF_OPTIONS: Final[Mapping[str, bool | int]] = MappingProxyType(
    {
        "SelectPdfVersion": 2,  # PDF/A-2b (ISO 19005-2)
        "UseTaggedPDF": True,  # a screen reader can follow the text
        "ExportBookmarks": True,
        "ExportBookmarksToPDFDestination": True,  # the signer finds its place by the bookmark
        "ExportFormFields": False,  # an order is text; a form would need a viewer's fonts
        "ExportNotes": False,
        "EmbedStandardFonts": True,
        "DisplayPDFDocumentTitle": True,
        "InitialView": 0,
        "InitialPage": 1,
        "Magnification": 0,
    }
)


def command_line_filter() -> str:
    """The same options as ``soffice --convert-to`` understands them."""
    kinds = {bool: "boolean", int: "long"}
    options = {
        name: {"type": kinds[type(value)], "value": str(value).lower()}
        for name, value in PDF_OPTIONS.items()
    }
    return f"pdf:{OUTPUT_FILTER}:{json.dumps(options)}"
