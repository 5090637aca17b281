"""Whose bytes are stored, and what can be wrong with them."""

from service.domain.ids import MunicipalityId, OrganisationId

BlobOwner = OrganisationId | MunicipalityId
"""One store holds the bytes of organisations, another those of municipalities: ids may be equal."""


class BlobError(Exception):
    """Stored bytes cannot be had. The text names the hash only."""


class BlobMissingError(BlobError):
    """No bytes of that name."""


class BlobCorruptError(BlobError):
    """The bytes no longer match their name."""
