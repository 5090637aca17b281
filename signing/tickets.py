"""What must survive while a person signs elsewhere: a ticket, as plain data."""

import base64
import binascii
import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal, get_args

from signing.errors import Code, SigningError

Mode = Literal["attrs", "cms"]
State = Literal["prepared", "completing", "completed", "failed"]


@dataclass(frozen=True, slots=True)
class SigningTicket:
    """A document offered to one person for signing with one certificate.

    Lives in a database row; the prepared PDF lies beside it as a blob, known by its SHA-256. The
    row is the caller's to guard: moving `state` on from "prepared" has to be one conditional
    update, or a ticket could be used twice. `user_id` and `subject_id` mean nothing here.

    Octets are base64, digests hexadecimal. `attributes` is empty in mode "cms".
    """

    ticket_id: str
    user_id: str
    subject_id: str
    mode: Mode
    field_name: str
    prepared_at: datetime
    expires_at: datetime
    source_bytes: int
    source_sha256: str
    prepared_sha256: str
    gap_start: int
    gap_end: int
    digest_algorithm: str
    document_digest: str
    certificate: str
    chain: tuple[str, ...]
    attributes: str
    state: State = "prepared"

    def to_dict(self) -> dict[str, object]:
        """Return plain JSON data."""
        moments = {name: getattr(self, name).isoformat() for name in _MOMENTS}
        return {**asdict(self), **moments, "chain": list(self.chain)}

    @classmethod
    def from_dict(cls, data: Mapping[str, object]) -> "SigningTicket":
        """Read what `to_dict` wrote. Raises SigningError for anything else."""
        kinds = {name: kind for kind, names in _KINDS.items() for name in names}
        if set(data) != {*kinds, *_MOMENTS, "chain"}:
            raise SigningError(Code.TICKET_UNREADABLE, detail="fields")
        for name, kind in kinds.items():
            if type(data[name]) is not kind:
                raise SigningError(Code.TICKET_UNREADABLE, detail=name)
        if data["mode"] not in get_args(Mode) or data["state"] not in get_args(State):
            raise SigningError(Code.TICKET_UNREADABLE, detail="mode or state")
        moments = {name: _read_moment(data[name]) for name in _MOMENTS}
        values: dict[str, Any] = {**data, **moments, "chain": _read_chain(data["chain"])}
        return cls(**values)

    def decode(self, text: str) -> bytes:
        """Return the octets of `certificate`, `attributes` or an item of `chain`."""
        try:
            return base64.b64decode(text, validate=True)
        except binascii.Error as error:
            raise SigningError(Code.TICKET_UNREADABLE, detail="base64") from error


_MOMENTS = ("prepared_at", "expires_at")
_KINDS: dict[type, tuple[str, ...]] = {
    int: ("source_bytes", "gap_start", "gap_end"),
    str: (
        *("ticket_id", "user_id", "subject_id", "mode", "field_name", "state"),
        *("source_sha256", "prepared_sha256", "digest_algorithm", "document_digest"),
        *("certificate", "attributes"),
    ),
}


def _read_moment(value: object) -> datetime:
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError as error:
        raise SigningError(Code.TICKET_UNREADABLE, detail="moment") from error
    if moment.tzinfo is None:
        raise SigningError(Code.TICKET_UNREADABLE, detail="moment without a zone")
    return moment


def _read_chain(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise SigningError(Code.TICKET_UNREADABLE, detail="chain")
    return tuple(value)


@dataclass(frozen=True, slots=True)
class ClientPayload:
    """What the signer's program gets: the octets to sign and their digest.

    In mode "attrs" it signs the octets as they are (or their digest) and returns the bare value;
    in mode "cms" it returns a detached CAdES-BES container over them.
    """

    mode: Mode
    digest_algorithm: str
    digest_hex: str
    data_base64: str
    expires_at: datetime

    def to_dict(self) -> dict[str, str]:
        """Return plain JSON data."""
        return {**asdict(self), "expires_at": self.expires_at.isoformat()}


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back, from whom, and what the document is by now."""

    user_id: str
    source_sha256: str
    content: bytes


def require_usable(ticket: SigningTicket, prepared: bytes, reply: Reply, moment: datetime) -> None:
    """Refuse a ticket that is used, late, another's, or about something that changed since."""
    checks = (
        (ticket.state == "prepared", Code.ALREADY_USED),
        (moment <= ticket.expires_at, Code.EXPIRED),
        (reply.user_id == ticket.user_id, Code.WRONG_USER),
        (reply.source_sha256 == ticket.source_sha256, Code.DOCUMENT_CHANGED),
        (_sha256(prepared) == ticket.prepared_sha256, Code.PREPARED_BLOB_CORRUPT),
        (
            _sha256(prepared[: ticket.source_bytes]) == ticket.source_sha256,
            Code.PREPARED_BLOB_CORRUPT,
        ),
    )
    for passed, code in checks:
        if not passed:
            raise SigningError(code)


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
