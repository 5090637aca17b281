"""Trusted time: RFC 3161 tokens over the value of a signature (CAdES-T, ETSI EN 319 122-1, 5.3)."""

import secrets
from dataclasses import dataclass
from typing import Protocol

from asn1crypto import algos, cms, core, tsp

from signing.errors import Code, TimestampError
from signing.fetching import FAILURES, Limits, OversizeError, Question, StatusError, fetch

DIGEST = "sha256"
"""The digest of the imprint, whatever the signature itself uses: authorities for GOST signatures
do not have to know Streebog."""

_LARGEST_REPLY_BYTES = 64 * 1024
_GRANTED = {"granted", "granted_with_mods"}  # RFC 3161, 2.4.2
_NONCE_BITS = 63
_MEDIA_TYPES = ("application/timestamp-query", "application/timestamp-reply")


class TimestampAuthority(Protocol):
    """Whoever vouches for the time."""

    def issue_token(self, digest: bytes) -> bytes:
        """Return the DER of a TimeStampToken over `digest`, a SHA-256 value.

        Raises TimestampError.
        """
        ...


@dataclass(frozen=True, slots=True)
class HttpTimestampAuthority:
    """An authority reached over HTTP or HTTPS (RFC 3161, 3.4). One connection per token."""

    url: str
    timeout_seconds: float = 10

    def issue_token(self, digest: bytes) -> bytes:
        """Ask for a token and check that it answers exactly this question.

        Raises TimestampError for any refusal, timeout or unusable answer.
        """
        nonce = secrets.randbits(_NONCE_BITS)
        reply = self._exchange(_build_query(digest, nonce))
        try:
            return _read_token(reply, digest, nonce)
        except TimestampError:
            raise
        except Exception as error:  # asn1crypto raises whatever the garbage provokes
            raise TimestampError(Code.TIMESTAMP_INVALID, detail=type(error).__name__) from error

    def _exchange(self, query: bytes) -> bytes:
        limits = Limits(_LARGEST_REPLY_BYTES, self.timeout_seconds)
        try:
            return fetch(self.url, limits, Question(query, *_MEDIA_TYPES))
        except OversizeError as error:
            raise TimestampError(Code.TIMESTAMP_INVALID, detail="reply too large") from error
        except StatusError as error:
            raise TimestampError(Code.TIMESTAMP_UNAVAILABLE, detail=str(error)) from error
        except FAILURES as error:
            raise TimestampError(Code.TIMESTAMP_UNAVAILABLE, detail=type(error).__name__) from error


def _build_query(digest: bytes, nonce: int) -> bytes:
    algorithm = algos.DigestAlgorithm({"algorithm": DIGEST})
    imprint = {"hash_algorithm": algorithm, "hashed_message": digest}
    query = {"version": 1, "message_imprint": imprint, "nonce": nonce, "cert_req": True}
    return bytes(tsp.TimeStampReq(query).dump())


class _Response(core.Sequence):  # type: ignore[misc]
    """TimeStampResp (RFC 3161, 2.4.2), where a refusal has no token; asn1crypto's demands one."""

    _fields = [  # noqa: RUF012 -- the way asn1crypto declares a structure
        ("status", tsp.PKIStatusInfo),
        ("time_stamp_token", cms.ContentInfo, {"optional": True}),
    ]


def _read_token(reply: bytes, digest: bytes, nonce: int) -> bytes:
    response = _Response.load(reply, strict=True)
    status = response["status"]["status"].native
    if status not in _GRANTED:
        raise TimestampError(Code.TIMESTAMP_REFUSED, detail=f"PKIStatus {status}")
    token = response["time_stamp_token"]
    content = token["content"]["encap_content_info"]["content"].parsed
    imprint = content["message_imprint"]
    answers = (
        imprint["hash_algorithm"]["algorithm"].native == DIGEST
        and imprint["hashed_message"].native == digest
        and content["nonce"].native == nonce
    )
    if not answers:
        raise TimestampError(Code.TIMESTAMP_INVALID, detail="the token is about something else")
    return bytes(token.dump())
