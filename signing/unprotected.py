"""Bytes of a signed document that no signature protects.

The signature's own container lies in the gap of the byte range, and not all of it is signed: its
padding, the certificates it carries, unsigned attributes. A change there leaves the signature
cryptographically sound, yet the file is no longer the one that was made. Whatever is found there
that need not be there, or is unknown, is reported.
"""

import re
from collections.abc import Collection, Sequence

from asn1crypto import cms, core, parser

_HEX = re.compile(rb"<(?:[0-9a-f]*|[0-9A-F]*)>")
_VERSIONS = {"data": "v1", "tst_info": "v3"}  # RFC 5652, 5.1
_UNSIGNED: dict[str, tuple[list[str], ...]] = {
    "data": ([], ["signature_time_stamp_token"]),
    "tst_info": ([],),
}

_SIGNED_DATA = ("version", "digests", "content", "certificates", "signers")
_SIGNER_INFO = ("version", "signer", "digest", "attributes", "algorithm", "signature")


def has_unprotected_data(pdf: bytes, byte_range: Sequence[int], known: Collection[bytes]) -> bool:
    """Look through the gap of `byte_range`; `known` has the DER of certificates vouched for.

    Raises whatever asn1crypto raises for a container it cannot read.
    """
    gap = pdf[byte_range[1] : byte_range[2]]
    if not _HEX.fullmatch(gap):
        return True
    filled = bytes.fromhex(gap[1:-1].decode("ascii"))
    der = filled[: parser.peek(filled)]
    if filled[len(der) :].strip(b"\0"):
        return True
    signed = cms.ContentInfo.load(der)["content"]
    if _has_leftovers(signed, known):
        return True
    return any(_has_leftovers(token, known) for token in _list_tokens(signed))


def _list_tokens(signed: cms.SignedData) -> list[cms.SignedData]:
    return [
        token["content"]
        for attribute in _list_unsigned(signed["signer_infos"][0])
        for token in attribute["values"]
    ]


def _list_unsigned(info: cms.SignerInfo) -> list[cms.CMSAttribute]:
    attributes = info["unsigned_attrs"]
    return [] if isinstance(attributes, core.Void) else list(attributes)


def _has_leftovers(signed: cms.SignedData, known: Collection[bytes]) -> bool:
    content_type = signed["encap_content_info"]["content_type"].native
    (info,) = signed["signer_infos"]
    (digest,) = signed["digest_algorithms"]
    sid = info["sid"].chosen
    certificates = [choice.chosen for choice in signed["certificates"]]
    unsigned = [one["type"].native for one in _list_unsigned(info)]
    return (
        signed["version"].native != _VERSIONS.get(content_type)
        or info["version"].native != "v1"
        or not isinstance(signed["crls"], core.Void)
        or digest.dump() != info["digest_algorithm"].dump()
        or all(one.issuer.dump() != sid["issuer"].dump() for one in certificates)
        or any(one.dump() not in known for one in certificates)
        or len({one.dump() for one in certificates}) != len(certificates)
        or unsigned not in _UNSIGNED[content_type]
        or _count_parts(signed) != len(_SIGNED_DATA)
        or _count_parts(info) != len(_SIGNER_INFO) + len(unsigned)
    )


def _count_parts(sequence: core.Sequence) -> int:
    """Count what is really there: asn1crypto passes over what it does not expect."""
    contents, count = sequence.contents, 0
    while contents:
        contents = contents[parser.peek(contents) :]
        count += 1
    return count
