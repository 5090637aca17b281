"""What happened to a document after something in it was signed."""

from collections.abc import Sequence

from pyhanko.pdf_utils.rw_common import PdfHandler
from pyhanko.sign.diff_analysis import (
    CatalogModificationRule,
    DocInfoRule,
    DSSCompareRule,
    FormUpdatingRule,
    MetadataUpdateRule,
    ModificationLevel,
    ObjectStreamRule,
    SigFieldCreationRule,
    SigFieldModificationRule,
    StandardDiffPolicy,
    XrefStreamRule,
)
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import (
    DocumentTimestampStatus,
    PdfSignatureStatus,
    SignatureCoverageLevel,
)

from signing.overlays import Overlay
from signing.report import Modifications

Status = PdfSignatureStatus | DocumentTimestampStatus


_UPDATES = ModificationLevel.LTA_UPDATES
POLICY = StandardDiffPolicy(
    global_rules=[
        CatalogModificationRule(),
        *(
            rule.as_qualified(_UPDATES)
            for rule in (
                DocInfoRule(),
                XrefStreamRule(),
                ObjectStreamRule(),
                DSSCompareRule(),
                MetadataUpdateRule(),
            )
        ),
    ],
    form_rule=FormUpdatingRule([SigFieldCreationRule(), SigFieldModificationRule()]),
)
"""What may come after a signature at all: pyHanko's usual rules, but no text typed into a field.

A field that shows something else than it did when it was signed around is a changed document, and a
timestamp or signature on top of it makes it no better.
"""


def classify(status: Status, embedded: EmbeddedPdfSignature, overlay: Overlay) -> Modifications:
    """Say what later revisions did.

    Allowed are further signatures that hide nothing, the store of evidence and document timestamps,
    as far as a certification does not forbid them (ISO 32000-2, 12.8.2.2).
    """
    level = status.modification_level
    if level is None:
        return "unknown"
    # A document timestamp is no signature of anybody and sets no rules of its own.
    breaks_rules = isinstance(status, PdfSignatureStatus) and not status.docmdp_ok
    if (
        breaks_rules
        or overlay == "covering"
        or level is ModificationLevel.OTHER
        or _asks_for_drawing(embedded)
    ):
        return "forbidden"
    return "none" if level is ModificationLevel.NONE else "allowed"


def _asks_for_drawing(embedded: EmbeddedPdfSignature) -> bool:
    """Say whether viewers are asked to draw fields anew, and were not asked in what is signed.

    pyHanko lets that pass; it changes what is shown (ISO 32000-2, 12.7.3, NeedAppearances).
    """
    signed = embedded.reader.get_historical_resolver(embedded.signed_revision)
    return _needs_appearances(embedded.reader) and not _needs_appearances(signed)


def _needs_appearances(document: PdfHandler) -> bool:
    form = document.root["/AcroForm"] if "/AcroForm" in document.root else {}  # noqa: SIM401 -- `get` does not resolve
    return "/NeedAppearances" in form and bool(form["/NeedAppearances"])


def covers_whole_file(status: Status, byte_range: Sequence[int], size_bytes: int) -> bool:
    """Say whether nothing of the file but the signature's own gap lies outside."""
    end = byte_range[-2] + byte_range[-1]
    return status.coverage == SignatureCoverageLevel.ENTIRE_FILE and end == size_bytes
