"""Where it is learnt whether a certificate was revoked: over HTTP, or from a folder.

Certificates themselves say whom to ask: the OCSP responder in authorityInfoAccess (RFC 5280,
4.2.2.1), revocation lists in cRLDistributionPoints (4.2.1.13). Callers ask about certificates whose
chain they trust, so that nobody sends this machine to an address of his own choice.
"""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from asn1crypto import core, crl, ocsp, pem, x509

from signing import clock
from signing.errors import Code, RevocationError
from signing.evidence import Evidence, find_basic_response, is_answer_by, is_list_by
from signing.fetching import AWAY, Limits, Question, fetch
from signing.gost import install

install.apply()

LARGEST_ANSWER_BYTES = 64 * 1024
LARGEST_LIST_BYTES = 16 * 1024 * 1024
"""Lists of large authorities have tens of thousands of entries of some 40 octets."""

_MEDIA_TYPES = ("application/ocsp-request", "application/ocsp-response")
_TOLERANCE = timedelta(minutes=5)  # clocks differ
_FRESH = timedelta(minutes=30)  # what says nothing of its end, as pyhanko_certvalidator has it
_SUFFIXES = {".ocsp", ".crl", ".der", ".pem"}


class RevocationSource(Protocol):
    """Whoever can tell what became of a certificate."""

    def find(self, certificate: x509.Certificate, issuer: x509.Certificate) -> Evidence:
        """Return evidence about `certificate`, whatever it says, signed by or for `issuer`.

        It is of the present: not yet outdated. Raises RevocationError.
        """
        ...


@dataclass(frozen=True, slots=True)
class HttpRevocationSource:
    """Asks the OCSP responder, and when there is no good answer fetches the list.

    `hosts` restricts who may be asked at all.
    """

    timeout_seconds: float = 10
    hosts: Collection[str] | None = None

    def find(self, certificate: x509.Certificate, issuer: x509.Certificate) -> Evidence:
        """Ask one address after the other. Raises the RevocationError of the first."""
        attempts = [
            *((self._ask, url) for url in _list_addresses(certificate.ocsp_urls)),
            *((self._fetch_list, url) for url in _list_points(certificate)),
        ]
        if not attempts:
            raise RevocationError(Code.REVOCATION_NOT_FOUND, detail="no address in a certificate")
        errors = []
        for attempt, url in attempts:
            try:
                return attempt(url, certificate, issuer)
            except RevocationError as error:
                errors.append(error)
        raise errors[0]

    def _ask(self, url: str, certificate: x509.Certificate, issuer: x509.Certificate) -> Evidence:
        query = build_query(certificate, issuer)
        limits = Limits(LARGEST_ANSWER_BYTES, self.timeout_seconds, self.hosts)
        with _told_as(Code.OCSP_UNAVAILABLE, Code.OCSP_INVALID):
            der = fetch(url, limits, Question(query, *_MEDIA_TYPES))
            return Evidence(ocsps=(read_answer(der, certificate, issuer),))

    def _fetch_list(
        self, url: str, _certificate: x509.Certificate, issuer: x509.Certificate
    ) -> Evidence:
        limits = Limits(LARGEST_LIST_BYTES, self.timeout_seconds, self.hosts)
        with _told_as(Code.CRL_UNAVAILABLE, Code.CRL_INVALID):
            return Evidence(crls=(read_list(fetch(url, limits), issuer),))


@dataclass(frozen=True, slots=True)
class RevocationBundle:
    """Lists and responses that somebody brought, for a machine without a network."""

    evidence: Evidence

    def find(self, certificate: x509.Certificate, issuer: x509.Certificate) -> Evidence:
        """Return the first response about `certificate`, otherwise the issuer's newest list."""
        now = clock.now()
        for answer in self.evidence.ocsps:
            if _is_about(answer, certificate, issuer, now) and is_answer_by(answer, issuer):
                return Evidence(ocsps=(answer,))
        lists = [
            one
            for one in self.evidence.crls
            if _is_current(one["tbs_cert_list"], now) and is_list_by(one, issuer)
        ]
        if not lists:
            raise RevocationError(Code.REVOCATION_NOT_FOUND, detail="nothing in the folder")
        return Evidence(crls=(max(lists, key=_issued_at),))


@dataclass(frozen=True, slots=True)
class FirstAnswer:
    """Several sources, asked one after the other: a folder first, say, and then the network."""

    sources: Sequence[RevocationSource]

    def find(self, certificate: x509.Certificate, issuer: x509.Certificate) -> Evidence:
        """Return the first answer. Raises the RevocationError of the last source."""
        *others, last = self.sources
        for source in others:
            with suppress(RevocationError):
                return source.find(certificate, issuer)
        return last.find(certificate, issuer)


@dataclass(frozen=True, slots=True)
class RememberedRevocation:
    """A source that is asked once about each certificate, for a piece of work of some seconds."""

    source: RevocationSource
    _answers: dict[tuple[bytes, bytes], Evidence] = field(default_factory=dict, repr=False)

    def find(self, certificate: x509.Certificate, issuer: x509.Certificate) -> Evidence:
        """Ask, or remember. Raises RevocationError."""
        key = certificate.dump(), issuer.dump()
        if key not in self._answers:
            self._answers[key] = self.source.find(certificate, issuer)
        return self._answers[key]


def load_bundle(folder: Path) -> RevocationBundle:
    """Read the files of `folder` named .ocsp, .crl, .der or .pem. Raises RevocationError."""
    evidence = Evidence()
    try:
        for path in sorted(one for one in folder.iterdir() if one.suffix.lower() in _SUFFIXES):
            evidence += _load(path)
    except OSError as error:
        raise RevocationError(Code.REVOCATION_NOT_FOUND, detail=type(error).__name__) from error
    return RevocationBundle(evidence)


def build_query(certificate: x509.Certificate, issuer: x509.Certificate) -> bytes:
    """Return an OCSPRequest about one certificate (RFC 6960, 4.1.1).

    Without a nonce: large responders prepare their answers in advance, and ours has a date.
    """
    identifier = {
        "hash_algorithm": {"algorithm": "sha1"},  # a name for the issuer, protects nothing
        "issuer_name_hash": issuer.subject.sha1,
        "issuer_key_hash": issuer.public_key.sha1,
        "serial_number": certificate.serial_number,
    }
    request = {"tbs_request": {"request_list": [{"req_cert": identifier}]}}
    return bytes(ocsp.OCSPRequest(request).dump())


def read_answer(
    der: bytes, certificate: x509.Certificate, issuer: x509.Certificate
) -> ocsp.OCSPResponse:
    """Parse an OCSPResponse and check that it is about `certificate`, current, and genuine.

    Raises ValueError, and whatever asn1crypto raises for garbage.
    """
    answer = ocsp.OCSPResponse.load(der, strict=True)
    if not _is_about(answer, certificate, issuer, clock.now()):
        text = "about something else, outdated or a refusal"
        raise ValueError(text)
    if not is_answer_by(answer, issuer):
        text = "not signed by the issuer or a responder of its own"
        raise ValueError(text)
    return answer


def read_list(der: bytes, issuer: x509.Certificate) -> crl.CertificateList:
    """Parse a CertificateList and check that it is `issuer`'s and current; see `read_answer`."""
    if pem.detect(der):
        _, _, der = pem.unarmor(der)
    revoked = crl.CertificateList.load(der, strict=True)
    if not _is_current(revoked["tbs_cert_list"], clock.now()):
        text = "outdated"
        raise ValueError(text)
    if not is_list_by(revoked, issuer):
        text = "not signed by the issuer"
        raise ValueError(text)
    return revoked


@contextmanager
def _told_as(unavailable: Code, invalid: Code) -> Iterator[None]:
    """Say whether nobody answered or the answer was no good: asn1crypto raises anything for it."""
    try:
        yield
    except AWAY as error:
        raise RevocationError(unavailable, detail=type(error).__name__) from error
    except Exception as error:
        raise RevocationError(invalid, detail=type(error).__name__) from error


def _list_addresses(urls: Sequence[str]) -> list[str]:
    return [url for url in urls if url.lower().startswith(("http://", "https://"))]


def _list_points(certificate: x509.Certificate) -> list[str]:
    urls = [point.url for point in certificate.crl_distribution_points]
    return _list_addresses([url for url in urls if url])


def _is_about(
    answer: ocsp.OCSPResponse,
    certificate: x509.Certificate,
    issuer: x509.Certificate,
    now: datetime,
) -> bool:
    basic = find_basic_response(answer)
    if basic is None:
        return False
    return any(
        _names(one["cert_id"], certificate, issuer)
        and one["cert_status"].name != "unknown"
        and _is_current(one, now)
        for one in basic["tbs_response_data"]["responses"]
    )


def _names(
    identifier: ocsp.CertId, certificate: x509.Certificate, issuer: x509.Certificate
) -> bool:
    algorithm: str = identifier["hash_algorithm"]["algorithm"].native
    if algorithm not in {"sha1", "sha256"}:
        return False
    return bool(
        identifier["serial_number"].native == certificate.serial_number
        and identifier["issuer_name_hash"].native == getattr(issuer.subject, algorithm)
        and identifier["issuer_key_hash"].native == getattr(issuer.public_key, algorithm)
    )


def _is_current(statement: core.Sequence, now: datetime) -> bool:
    """Say whether thisUpdate has come and nextUpdate has not."""
    since: datetime = statement["this_update"].native
    until: datetime = statement["next_update"].native or since + _FRESH
    return since <= now + _TOLERANCE and now - _TOLERANCE <= until


def _issued_at(revoked: crl.CertificateList) -> datetime:
    moment: datetime = revoked["tbs_cert_list"]["this_update"].native
    return moment


def _load(path: Path) -> Evidence:
    """Read one file: the lists of a PEM, or the DER of a list or a response."""
    content = path.read_bytes()
    try:
        if pem.detect(content):
            found = pem.unarmor(content, multiple=True)
            ders = [der for kind, _, der in found if kind == "X509 CRL"]
            return Evidence(crls=tuple(_parse(crl.CertificateList, ders)))
        return _load_der(content)
    except (ValueError, TypeError) as error:
        detail = f"not a list or response: {path.name}"
        raise RevocationError(Code.REVOCATION_UNREADABLE, detail=detail) from error


def _load_der(content: bytes) -> Evidence:
    try:
        return Evidence(crls=tuple(_parse(crl.CertificateList, [content])))
    except (ValueError, TypeError):
        return Evidence(ocsps=tuple(_parse(ocsp.OCSPResponse, [content])))


def _parse(kind: type[core.Sequence], ders: Sequence[bytes]) -> Iterator[core.Sequence]:
    for der in ders:
        value = kind.load(der, strict=True)
        _ = value.native  # parsing is lazy: a damaged file is found here and not later
        yield value
