"""Names of things. Ids are opaque; only their type says what they point at."""

import re
from typing import NewType

OrganisationId = NewType("OrganisationId", str)
MunicipalityId = NewType("MunicipalityId", str)
DocumentId = NewType("DocumentId", str)
ApiKeyId = NewType("ApiKeyId", str)
UserId = NewType("UserId", str)
LetterId = NewType("LetterId", str)
InvitationId = NewType("InvitationId", str)
TemplateVersionId = NewType("TemplateVersionId", str)
SignerId = NewType("SignerId", str)
TicketId = NewType("TicketId", str)
PersonId = NewType("PersonId", str)
BatchId = NewType("BatchId", str)
LinkId = NewType("LinkId", str)
WebhookId = NewType("WebhookId", str)
DeliveryId = NewType("DeliveryId", str)
DraftId = NewType("DraftId", str)
PreviewId = NewType("PreviewId", str)

_SAFE = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_RANDOM_BYTES = 10


def is_safe_id(text: str) -> bool:
    """Whether `text` may serve as an id: it also becomes a folder name in the archive.

    What is no id names nothing, and need not be asked of a database that may refuse its letters.
    """
    return _SAFE.fullmatch(text) is not None


def uuid7(unix_ms: int, randomness: bytes) -> str:
    """Lay out a version 7 UUID (RFC 9562 §5.7) from milliseconds and ten random bytes."""
    if len(randomness) != _RANDOM_BYTES:
        message = "a UUIDv7 takes ten random bytes"
        raise ValueError(message)
    rand_a = int.from_bytes(randomness[:2]) & 0x0FFF
    rand_b = int.from_bytes(randomness[2:]) & ((1 << 62) - 1)
    number = (unix_ms & ((1 << 48) - 1)) << 80 | 0x7 << 76 | rand_a << 64 | 0b10 << 62 | rand_b
    text = f"{number:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
