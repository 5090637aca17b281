"""Makes asn1crypto and pyHanko know the Russian algorithms.

The one module that reaches into their internals for this, and only in the versions it was written
against: names of algorithms (the way pyhanko_certvalidator adds ML-DSA), the digest, and the check
of a signature. The last has an official hook, a `signature_validator`, but the validator of OCSP
answers builds a context without it, so the function under every check is replaced.
"""

import importlib
from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Final

from asn1crypto import algos, core, keys
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from pyhanko_certvalidator import sig_validate
from pyhanko_certvalidator.errors import AlgorithmNotSupported
from typing_extensions import Buffer, override

from signing import compat
from signing.errors import SigningError
from signing.gost import oids, streebog
from signing.gost.keys import is_gost, read_key
from signing.gost.selftest import require_gost

REQUIRED: Final = {"pyhanko-certvalidator": "0.33."}

HASHING: Final = (
    "pyhanko.sign.attributes",
    "pyhanko.sign.general",
    "pyhanko.sign.signers.pdf_byterange",
    "pyhanko.sign.signers.pdf_cms",
    "pyhanko.sign.signers.pdf_signer",
    "pyhanko.sign.timestamps.common_utils",
    "pyhanko.sign.timestamps.dummy_client",
    "pyhanko.sign.validation.generic_cms",
    "pyhanko_certvalidator.util",
)
"""Modules that hash with `hashes.Hash(get_pyca_cryptography_hash(name))`: each has the name
`hashes` for itself."""

_Validate = Callable[..., None]


def apply() -> None:
    """Register everything. Safe to call any number of times. Raises UnsupportedVersionError.

    Whether the algorithms work on this machine is another question, which is asked each time one
    is used: see `signing.gost.selftest`.
    """
    compat.apply()
    compat.require(REQUIRED)
    modules = [importlib.import_module(name) for name in HASHING]
    for module in modules:
        if not hasattr(module, "hashes"):
            text = f"{module.__name__} does not hash the way it did"
            raise compat.UnsupportedVersionError(text)
    _register_names()
    for module in modules:
        module.__dict__["hashes"] = _HASHES
    if not hasattr(sig_validate._validate_raw, "__wrapped__"):  # noqa: SLF001 -- see above
        sig_validate._validate_raw = _dispatch(sig_validate._validate_raw)  # noqa: SLF001


def _register_names() -> None:
    for kind, names in (
        (algos.DigestAlgorithmId, oids.DIGESTS),
        (algos.SignedDigestAlgorithmId, oids.SIGNATURES),
        (keys.PublicKeyAlgorithmId, oids.KEYS),
    ):
        kind._map.update(names)  # noqa: SLF001 -- asn1crypto has no other door
        if kind._reverse_map is not None:  # noqa: SLF001
            kind._reverse_map.update({name: oid for oid, name in names.items()})  # noqa: SLF001
    signatures = dict.fromkeys(oids.DIGEST_OF, "gost3410")
    _extend_property(algos.SignedDigestAlgorithm, "signature_algo", signatures)
    _extend_property(algos.SignedDigestAlgorithm, "hash_algo", oids.DIGEST_OF)
    keys.PublicKeyInfo._spec_callbacks = {"public_key": _choose_key_form}  # noqa: SLF001


def _extend_property(kind: type, name: str, known: Mapping[str, str]) -> None:
    original = kind.__dict__[name].fget
    if hasattr(original, "__wrapped__"):
        return

    def get(self: algos.SignedDigestAlgorithm) -> object:
        algorithm = self["algorithm"].native
        return known[algorithm] if algorithm in known else original(self)

    get.__dict__["__wrapped__"] = original
    setattr(kind, name, property(get))


def _choose_key_form(info: keys.PublicKeyInfo) -> object:
    """Leave the octets of a GOST key alone: `signing.gost.keys` reads them."""
    if is_gost(info):
        return core.OctetBitString, None
    return info._public_key_spec()  # noqa: SLF001 -- what asn1crypto itself would call


class _Streebog(hashes.HashAlgorithm):
    """The name of the digest in the manner of `cryptography`."""

    bits: streebog.Bits
    block_size = 64

    @property
    @override
    def name(self) -> str:
        return f"streebog{self.bits}"

    @property
    @override
    def digest_size(self) -> int:
        return self.bits // 8


class _Streebog256(_Streebog):
    bits: streebog.Bits = 256


class _Streebog512(_Streebog):
    bits: streebog.Bits = 512


class _Hashing(hashes.HashContext):
    """A digest in the making: what is hashed is never more than one document."""

    def __init__(self, algorithm: _Streebog, collected: bytes = b"") -> None:
        self._algorithm = algorithm
        self._collected = bytearray(collected)

    @property
    @override
    def algorithm(self) -> hashes.HashAlgorithm:
        return self._algorithm

    @override
    def update(self, data: Buffer) -> None:
        self._collected += memoryview(data)

    @override
    def finalize(self) -> bytes:
        _refuse_unless_working()
        return streebog.compute(self._algorithm.bits, bytes(self._collected))

    @override
    def copy(self) -> "_Hashing":
        return _Hashing(self._algorithm, bytes(self._collected))


class _Hashes(ModuleType):
    """The module `cryptography.hazmat.primitives.hashes` with Streebog added."""

    STREEBOG256 = _Streebog256
    STREEBOG512 = _Streebog512

    @override
    def __getattr__(self, name: str) -> object:
        return getattr(hashes, name)

    def Hash(self, algorithm: hashes.HashAlgorithm, *rest: object) -> hashes.HashContext:  # noqa: N802 -- the name it stands in for
        """Begin a digest."""
        if isinstance(algorithm, _Streebog):
            return _Hashing(algorithm)
        return hashes.Hash(algorithm, *rest)


_HASHES: Final = _Hashes(hashes.__name__)


def _dispatch(original: _Validate) -> _Validate:
    def validate(
        signature: bytes,
        signed_data: bytes,
        public_key_info: keys.PublicKeyInfo,
        signature_algorithm: algos.SignedDigestAlgorithm,
        context: sig_validate.SignatureValidationContext = sig_validate.DEFAULT_VALIDATION_CONTEXT,
    ) -> None:
        arguments = (signature, signed_data, public_key_info, signature_algorithm)
        is_named = signature_algorithm["algorithm"].native in oids.DIGEST_OF
        if is_gost(public_key_info) is not is_named:
            raise InvalidSignature  # two authorities of one name, and the key is the other's
        if is_named:
            _validate(*arguments, is_digest=context.prehashed)
            return
        try:
            original(*arguments, context)
        except AssertionError as error:  # the same with RSA and elliptic curves
            raise InvalidSignature from error

    validate.__dict__["__wrapped__"] = original
    return validate


def _validate(
    signature: bytes,
    data: bytes,
    info: keys.PublicKeyInfo,
    algorithm: algos.SignedDigestAlgorithm,
    *,
    is_digest: bool,
) -> None:
    """Raise InvalidSignature for a wrong signature, AlgorithmNotSupported for an unknown curve."""
    _refuse_unless_working()
    try:
        key = read_key(info)
    except ValueError as error:
        message = "GOST key"
        raise AlgorithmNotSupported(message) from error
    if oids.DIGEST_OF[algorithm["algorithm"].native] != key.digest:
        raise InvalidSignature
    if not key.verify(data if is_digest else key.hash(data), signature):
        raise InvalidSignature


def _refuse_unless_working() -> None:
    try:
        require_gost()
    except SigningError as error:
        raise AlgorithmNotSupported(error.code) from error
