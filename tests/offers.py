"""A document offered to a signer who signs elsewhere, with a token of one's own."""

import base64
import hashlib
from dataclasses import dataclass

import pytest

from signing.deferred import (
    CompletedPdf,
    Mode,
    Reply,
    SigningTicket,
    TicketRequest,
    complete,
    get_client_payload,
    prepare,
)
from signing.errors import SigningError
from tests.own_token import OwnToken

USER, DOCUMENT = "user-1", "document-1"


@dataclass(frozen=True)
class Offer:
    """A document prepared for one signer, and everything to go on with."""

    pdf: bytes
    token: OwnToken
    ticket: SigningTicket
    prepared: bytes

    @property
    def data(self) -> bytes:
        return base64.b64decode(get_client_payload(self.ticket, self.prepared).data_base64)

    def sign(self) -> bytes:
        made = self.token.sign if self.ticket.mode == "attrs" else self.token.wrap
        return made(self.data)

    def reply(self, content: bytes | None = None) -> Reply:
        sha256 = hashlib.sha256(self.pdf).hexdigest()
        return Reply(USER, sha256, self.sign() if content is None else content)

    def complete(self, content: bytes | None = None) -> CompletedPdf:
        return complete(self.ticket, self.prepared, self.reply(content), None)

    def refuse(self, content: bytes | None = None) -> str:
        with pytest.raises(SigningError) as caught:
            self.complete(content)
        return caught.value.code


def offer(pdf: bytes, token: OwnToken, mode: Mode = "attrs", digest: str | None = None) -> Offer:
    request = TicketRequest(USER, DOCUMENT, "Head", "signature_head", mode, digest)
    chain = [path.read_bytes() for path in token.others]
    ticket, prepared = prepare(pdf, token.certificate.read_bytes(), request, chain=chain)
    return Offer(pdf, token, ticket, prepared)
