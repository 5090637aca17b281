"""Making a detached signature, a `.sig` beside its document: CAdES baseline (ETSI EN 319 122-1)."""

import hashlib

from signing import clock
from signing.credentials import Credential
from signing.errors import Code, SigningError
from signing.selfcheck import check_container
from signing.timestamping import TimestampAuthority


def sign_detached(
    data: bytes, credential: Credential, authority: TimestampAuthority | None
) -> bytes:
    """Return the DER of a signature over `data`: level B-T with an authority, B-B without.

    The result is read back before it is returned. Raises SigningError and its kin:
    CredentialError, TimestampError.
    """
    started = clock.now()
    credential.require_valid(started)
    digest = hashlib.sha256(data).digest()
    container = credential.sign_digest(digest, authority, started)
    timestamp = check_container(container, data, credential.certificate)
    if authority is not None and timestamp is None:
        raise SigningError(Code.SIGNATURE_NOT_INTACT, detail="no timestamp")
    credential.require_valid(timestamp or started)
    return container
