"""What can be wrong with stored bytes."""


class BlobError(Exception):
    """Stored bytes cannot be had. The text names the hash only."""


class BlobMissingError(BlobError):
    """No bytes of that name."""


class BlobCorruptError(BlobError):
    """The bytes no longer match their name."""
