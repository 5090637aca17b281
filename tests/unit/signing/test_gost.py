import asyncio
import subprocess
from base64 import b64decode
from collections.abc import Iterator
from datetime import timedelta
from importlib import import_module
from pathlib import Path

import pytest
from asn1crypto import algos, keys, ocsp, pem, x509
from cryptography.exceptions import InvalidSignature
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import AlgorithmNotSupported, RevokedError
from pyhanko_certvalidator.sig_validate import DefaultSignatureValidator

from signing import clock, compat
from signing.deferred import Reply, TicketRequest, complete, get_client_payload, prepare
from signing.errors import CredentialError, SigningError
from signing.gost import install, selftest, streebog
from signing.gost.curves import CURVES, Curve
from signing.gost.keys import read_key
from signing.gost.signature import read_point, verify
from signing.report import Finding
from signing.signing import SignedPdf
from signing.trust import TrustPolicy, load_trust
from signing.verification import Verdict
from signing.verification import verify as verify_pdf
from tests.pki_gost import GostPki, make_gost_pki

install.apply()

# The curves of examples, which no certificate may use: RFC 7091, 7.1 and RFC 9215, D.
EXAMPLE_256 = Curve(
    size=32,
    p=0x8000000000000000000000000000000000000000000000000000000000000431,
    a=7,
    b=0x5FBFF498AA938CE739B8E022FBAFEF40563F6E6A3472FC2A514C0CE9DAE23B7E,
    q=0x8000000000000000000000000000000150FE8A1892976154C59CFC193ACCF5B3,
    x=2,
    y=0x08E2A8A0E65147D4BD6316030E16D19C85C97F0A9CA267122B96ABBCEA7E8FC8,
)
EXAMPLE_512 = Curve(
    size=64,
    p=int(
        "4531ACD1FE0023C7550D267B6B2FEE80922B14B2FFB90F04D4EB7C09B5D2D15D"
        "F1D852741AF4704A0458047E80E4546D35B8336FAC224DD81664BBF528BE6373",
        16,
    ),
    a=7,
    b=int(
        "1CFF0806A31116DA29D8CFA54E57EB748BC5F377E49400FDD788B649ECA1AC43"
        "61834013B2AD7322480A89CA58E0CF74BC9E540C2ADD6897FAD0A3084F302ADC",
        16,
    ),
    q=int(
        "4531ACD1FE0023C7550D267B6B2FEE80922B14B2FFB90F04D4EB7C09B5D2D15D"
        "A82F2D7ECB1DBAC719905C5EECC423F1D86E25EDBE23C595D644AAF187E6E6DF",
        16,
    ),
    x=int(
        "24D19CC64572EE30F396BF6EBBFD7A6C5213B3B3D7057CC825F91093A68CD762"
        "FD60611262CD838DC6B60AA7EEE804E28BC849977FAC33B4B530F1B120248A9A",
        16,
    ),
    y=int(
        "2BB312A43BD2CE6E0D020613C857ACDDCFBF061E91E5F2C3F32447C259F39B2C"
        "83AB156D77F1496BF7EB3351E1EE4E43DC1A18B91B24640B6DBB92CB1ADD371E",
        16,
    ),
)

# RFC 9215, D.1 to D.3: certificates signed with their own keys.
ON_EXAMPLE_256 = """
MIIBLTCB26ADAgECAgEKMAoGCCqFAwcBAQMCMBIxEDAOBgNVBAMTB0V4YW1wbGUwIBcNMDEwMTAxMDAwMDAw
WhgPMjA1MDEyMzEwMDAwMDBaMBIxEDAOBgNVBAMTB0V4YW1wbGUwZjAfBggqhQMHAQEBATATBgcqhQMCAiMA
BggqhQMHAQECAgNDAARAC9hv5djbiWaPeJtOHbqFhcVQi0XsW1nYkG3bcOJJK3/ad/+HGhD73ydm0pPF0WSv
uzx7lzpByIXRHXDWibTxJqMTMBEwDwYDVR0TAQH/BAUwAwEB/zAKBggqhQMHAQEDAgNBAE1T8BL+CBd2UH1N
m7gfAO/bTu/Uq4O6xLrPc1Fzz6gcQaoo0vGrFIKAzZ7Vb+2kGXQFNVSkJ2e4OtBD/TncBJM="""
ON_TC26_256_A = """
MIIBJTCB06ADAgECAgEKMAoGCCqFAwcBAQMCMBIxEDAOBgNVBAMTB0V4YW1wbGUwIBcNMDEwMTAxMDAwMDAw
WhgPMjA1MDEyMzEwMDAwMDBaMBIxEDAOBgNVBAMTB0V4YW1wbGUwXjAXBggqhQMHAQEBATALBgkqhQMHAQIB
AQEDQwAEQHQnldS+6ITd8oUP7APqP68YROAdnaYLZFCTpV4m38OZePWWz01NDGzx0YlD2UST0WuewKFtUS0u
EnzEaRpjGOKjEzARMA8GA1UdEwEB/wQFMAMBAf8wCgYIKoUDBwEBAwIDQQAUC02pEksJyw1c6Sjuh0JzoxAS
lJLsDik2njt5EkhXjB0OHaW+NHxvG1JWx66sIArWSsd6b1s6DglzGOeubudp"""
ON_EXAMPLE_512 = """
MIIBqjCCARagAwIBAgIBCzAKBggqhQMHAQEDAzASMRAwDgYDVQQDEwdFeGFtcGxlMCAXDTAxMDEwMTAwMDAw
MFoYDzIwNTAxMjMxMDAwMDAwWjASMRAwDgYDVQQDEwdFeGFtcGxlMIGgMBcGCCqFAwcBAQECMAsGCSqFAwcB
AgECAAOBhAAEgYDh7zDVLGEz3dmdHVxBRVz3302LTJJbvGmvFDPRVlhRWt0hRoUMMlxbgcEzvmVaqMTUQOe5
io1ZSHsMdpa8xV0R7L53NqnsNX/y/TmTH04RTLjNo1knCsfw5/9D2UGUGeph/Sq3f12fY1I9O1CgT2PioM9R
t8E63CFWDwvUDMnHN6MTMBEwDwYDVR0TAQH/BAUwAwEB/zAKBggqhQMHAQEDAwOBgQBBVwPYkvGl8/aMQ1MY
mn7iB7gLVjHvnUlSmk1rVCws+hWqLqzxH0cP3n2VSFaQPDX9j5Ve8wDZXHdTSnJKDu5wL4b6YKCBCRoj3Xle
HjxonuUSo8gu4NzCZDx47qj8rNNUklWEhrIPHJ7Bl8kGmYUCYMk7y82cXDMX4ZNE4XOuNg=="""

SETS = [("256", name) for name in ("A", "B", "C", "XA", "XB", "TCA", "TCB", "TCC", "TCD")]
SETS += [("512", name) for name in ("A", "B", "C")]


def read(base64: str) -> x509.Certificate:
    return x509.Certificate.load(b64decode(base64))


def get_octets(certificate: x509.Certificate) -> bytes:
    encoded = bytes(certificate.public_key["public_key"])
    return encoded[-(len(encoded) // 64 * 64) :]


def test_the_example_of_the_standard_verifies() -> None:
    key = (
        bytes.fromhex("7F2B49E270DB6D90D8595BEC458B50C58585BA1D4E9B788F6689DBD8E56FD80B")[::-1]
        + bytes.fromhex("26F1B489D6701DD185C8413A977B3CBBAF64D1C593D26627DFFB101A87FF77DA")[::-1]
    )
    e = bytes.fromhex("2DFBC1B372D89A1188C09C52E0EEC61FCE52032AB1022E8E67ECE6672B043EE5")
    r = bytes.fromhex("41AA28D2F1AB148280CD9ED56FEDA41974053554A42767B83AD043FD39DC0493")
    s = bytes.fromhex("01456C64BA4642A1653C235A98A60249BCD6D3F746B631DF928014F6C5BF9C40")

    assert verify(EXAMPLE_256, key, e[::-1], s + r)
    assert not verify(EXAMPLE_256, key, e[::-1], r + s)
    assert not verify(EXAMPLE_256, key, e, s + r)


@pytest.mark.parametrize(
    ("encoded", "curve"),
    [
        (ON_EXAMPLE_256, EXAMPLE_256),
        (ON_TC26_256_A, CURVES["1.2.643.7.1.2.1.1.1"]),
        (ON_EXAMPLE_512, EXAMPLE_512),
    ],
    ids=["D.1", "D.2", "D.3"],
)
def test_the_certificates_of_the_rfc_verify(encoded: str, curve: Curve) -> None:
    certificate = read(encoded)
    bits: streebog.Bits = 256 if curve.size == 32 else 512
    digest = streebog.compute(bits, certificate["tbs_certificate"].dump())
    signature = certificate.signature

    assert verify(curve, get_octets(certificate), digest, signature)
    assert not verify(curve, get_octets(certificate), digest, signature[::-1])


@pytest.mark.parametrize("oid", CURVES)
def test_a_curve_is_what_the_standard_says(oid: str) -> None:
    curve = CURVES[oid]
    octets = curve.x.to_bytes(curve.size, "little") + curve.y.to_bytes(curve.size, "little")

    assert curve.has_point(curve.x, curve.y)
    assert read_point(curve, octets) == (curve.x, curve.y, 1)
    assert pow(2, curve.p - 1, curve.p) == pow(2, curve.q - 1, curve.q) == 1
    assert (4 * curve.a**3 + 27 * curve.b**2) % curve.p


def test_the_curves_of_examples_are_for_nobody() -> None:
    with pytest.raises(ValueError, match="curve"):
        read_key(read(ON_EXAMPLE_256).public_key)


@pytest.mark.parametrize(("bits", "parameters"), SETS)
def test_openssl_and_we_agree_on_every_curve(
    bits: str, parameters: str, gost: GostPki, tmp_path: Path
) -> None:
    def run(*command: str, data: bytes = b"") -> bytes:
        environment = {"PATH": "/usr/bin:/bin", "OPENSSL_CONF": str(gost.folder / "engine.cnf")}
        done = subprocess.run(
            ["openssl", *command], input=data, env=environment, check=True, capture_output=True
        )
        return done.stdout

    file = tmp_path / "key.pem"
    algorithm = ["-algorithm", f"gost2012_{bits}", "-pkeyopt", f"paramset:{parameters}"]
    run("genpkey", *algorithm, "-out", str(file))
    info = keys.PublicKeyInfo.load(pem.unarmor(run("pkey", "-in", str(file), "-pubout"))[2])
    key = read_key(info)
    for data in (b"", b"one", bytes(200)):
        signature = run("dgst", f"-md_gost12_{bits}", "-sign", str(file), data=data)

        assert key.verify(key.hash(data), signature)
        for position in range(0, len(signature), 9):
            changed = bytearray(signature)
            changed[position] ^= 1 << position % 8
            assert not key.verify(key.hash(data), bytes(changed))
        assert not key.verify(key.hash(data + b"."), signature)


def test_numbers_out_of_range_are_no_signature() -> None:
    certificate = read(ON_TC26_256_A)
    key = read_key(certificate.public_key)
    digest = key.hash(certificate["tbs_certificate"].dump())
    s, r = certificate.signature[:32], certificate.signature[32:]
    q = key.curve.q.to_bytes(32)

    assert key.verify(digest, s + r)
    shifted = (int.from_bytes(s) + key.curve.q).to_bytes(32)
    for wrong in (bytes(32) + r, s + bytes(32), q + r, s + q, shifted + r, s, b"", s + r + b"\0"):
        assert not key.verify(digest, wrong)


def test_a_point_off_the_curve_or_of_small_order_is_no_key() -> None:
    curve = CURVES["1.2.643.7.1.2.1.1.1"]
    octets = get_octets(read(ON_TC26_256_A))
    off = octets[:-1] + bytes([octets[-1] ^ 1])
    root = next(x for x in _find_roots(curve))
    of_order_two = root.to_bytes(32, "little") + bytes(32)

    assert curve.has_point(root, 0)
    assert read_point(curve, octets) is not None
    for wrong in (off, of_order_two, octets[1:], bytes(64), b"\xff" * 64):
        assert read_point(curve, wrong) is None


def _find_roots(curve: Curve) -> Iterator[int]:
    """Find x with x³ + ax + b = 0: gcd(xᵖ - x, f) by Cantor and Zassenhaus, degree at most two."""
    p, a, b = curve.p, curve.a, curve.b

    def multiply(left: list[int], right: list[int]) -> list[int]:
        product = [0] * 5
        for i, one in enumerate(left):
            for k, other in enumerate(right):
                product[i + k] += one * other
        for degree in (4, 3):  # x³ = -ax - b
            top = product[degree] % p
            product[degree - 2] -= top * a
            product[degree - 3] -= top * b
            product[degree] = 0
        return [value % p for value in product[:3]]

    for shift in range(50):
        power, base, exponent = [1, 0, 0], [shift, 1, 0], (p - 1) // 2
        while exponent:
            if exponent & 1:
                power = multiply(power, base)
            base = multiply(base, base)
            exponent >>= 1
        power[0] = (power[0] - 1) % p
        yield from _divide_out(curve, power)


def _divide_out(curve: Curve, other: list[int]) -> Iterator[int]:
    """Yield the root when the common divisor of the cubic and `other` is linear."""
    p = curve.p
    left, right = [curve.b, curve.a, 0, 1], other[:]
    while True:
        while right and right[-1] % p == 0:
            right.pop()
        if not right:
            break
        inverse = pow(right[-1], -1, p)
        while len(left) >= len(right):
            factor, offset = left[-1] * inverse % p, len(left) - len(right)
            for i, value in enumerate(right):
                left[offset + i] = (left[offset + i] - factor * value) % p
            left.pop()
        left, right = right, left
    if len(left) == 2:
        yield -left[0] * pow(left[1], -1, p) % p


# What pyHanko makes of it.


def test_every_module_that_hashes_knows_streebog() -> None:
    for name in install.HASHING:
        module = import_module(name)
        digest = module.hashes.Hash(module.hashes.STREEBOG256())
        digest.update(selftest._MESSAGE)  # noqa: SLF001 -- the message of RFC 6986

        assert digest.copy().finalize() == streebog.compute(256, selftest._MESSAGE)  # noqa: SLF001
        sha256 = module.hashes.Hash(module.hashes.SHA256())
        assert len(sha256.finalize()) == module.hashes.SHA256.digest_size


def test_no_module_of_pyhanko_that_hashes_was_forgotten() -> None:
    """Those that are not named need a package we do not install, or do other things than sign."""
    root = Path(import_module("pyhanko.sign").__file__ or "").parents[1]
    others = {"csc_signer", "pkcs11", "pubkey", "pdfmac", "tools"}
    hashing = {
        path.stem
        for path in root.rglob("*.py")
        if "hashes.Hash(" in path.read_text("utf-8") and path.stem not in others
    }

    assert hashing <= {name.rpartition(".")[2] for name in install.HASHING}


def test_registering_twice_changes_nothing() -> None:
    before = [import_module(name).hashes for name in install.HASHING]
    install.apply()

    assert [import_module(name).hashes for name in install.HASHING] == before


@pytest.mark.parametrize("package", sorted(install.REQUIRED))
def test_another_version_is_refused(package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(install.REQUIRED, package, "0.1.")

    with pytest.raises(compat.UnsupportedVersionError, match=package):
        install.apply()


def test_a_module_that_hashes_another_way_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(install, "HASHING", (*install.HASHING, "pyhanko.sign.fields"))

    with pytest.raises(compat.UnsupportedVersionError, match=r"pyhanko\.sign\.fields"):
        install.apply()


def test_a_delegated_ocsp_answer_is_checked_with_gost_too(tmp_path: Path) -> None:
    pki = make_gost_pki(tmp_path)
    good, answer = judge(pki), pki.ask_status("head")
    pki.revoke("head")

    assert good
    assert ocsp.OCSPResponse.load(answer)["response_status"].native == "successful"
    with pytest.raises(RevokedError):
        judge(pki)


def judge(pki: GostPki) -> bool:
    """Validate the head's chain, its status by nothing but an OCSP answer."""
    trust = load_trust(pki.trust)
    answer = ocsp.OCSPResponse.load(pki.ask_status("head"))
    context = ValidationContext(
        trust_roots=list(trust.roots),
        other_certs=list(trust.intermediates),
        ocsps=[answer],
        crls=[crl for crl in trust.crls if "корень" in str(crl.issuer.native)],
        revocation_mode="require",
        moment=clock.now() + timedelta(seconds=5),
    )
    head = x509.Certificate.load(pem.unarmor(pki.get_certificate("head"))[2])
    validator = CertificateValidator(head, validation_context=context)
    return bool(asyncio.run(validator.async_validate_usage({"non_repudiation"})))


def test_a_key_of_one_kind_does_not_verify_a_signature_of_another() -> None:
    certificate = read(ON_TC26_256_A)
    data, value = certificate["tbs_certificate"].dump(), certificate.signature
    validator = DefaultSignatureValidator()
    algorithm = certificate["signature_algorithm"]
    elliptic = algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"})
    longer = algos.SignedDigestAlgorithm({"algorithm": "streebog512_gost3410"})

    validator.validate_signature(value, data, certificate.public_key, algorithm)
    for wrong in (elliptic, longer):
        with pytest.raises(InvalidSignature):
            validator.validate_signature(value, data, certificate.public_key, wrong)
    with pytest.raises(AlgorithmNotSupported):
        validator.validate_signature(value, data, read(ON_EXAMPLE_256).public_key, algorithm)


# Whole documents.


def sign_document(pdf: bytes, pki: GostPki, name: str = "head") -> bytes:
    request = TicketRequest("user", "document", "Head", "signature_head")
    chain = [pki.get_certificate("intermediate")]
    ticket, prepared = prepare(pdf, pki.get_certificate(name), request, chain=chain)
    data = b64decode(get_client_payload(ticket, prepared).data_base64)
    reply = Reply("user", ticket.source_sha256, pki.get_token(name).sign(data))
    return complete(ticket, prepared, reply, pki).content


@pytest.fixture(scope="module")
def by_gost(pdf: bytes, gost: GostPki) -> bytes:
    return sign_document(pdf, gost)


@pytest.fixture(scope="module")
def gost_trust(gost: GostPki) -> TrustPolicy:
    return load_trust(gost.trust)


def test_a_document_all_in_gost_is_valid(by_gost: bytes, gost_trust: TrustPolicy) -> None:
    report = verify_pdf(by_gost, gost_trust)
    (one,) = report.signatures

    assert (report.verdict, one.level, one.revocation) == (Verdict.VALID, "B-T", "good")
    assert one.certificate is not None
    assert one.certificate.issuer == "Учебный УЦ ГОСТ"


def test_keys_of_512_bits_sign_as_well(pdf: bytes, tmp_path: Path) -> None:
    pki = make_gost_pki(tmp_path, 512)

    assert verify_pdf(sign_document(pdf, pki), load_trust(pki.trust)).verdict is Verdict.VALID


def test_one_flipped_bit_in_a_gost_document_is_noticed(
    by_gost: bytes, gost_trust: TrustPolicy
) -> None:
    unnoticed = []
    for position in range(50, len(by_gost), len(by_gost) // 40):
        changed = bytearray(by_gost)
        changed[position] ^= 1 << position % 7
        if verify_pdf(bytes(changed), gost_trust).verdict is Verdict.VALID:
            unnoticed.append(position)

    assert not unnoticed


def test_a_revoked_gost_certificate_is_not_valid(pdf: bytes, tmp_path: Path) -> None:
    pki = make_gost_pki(tmp_path)
    pki.revoke("head")
    trust = load_trust(pki.trust)
    (one,) = verify_pdf(sign_document(pdf, pki), trust).signatures

    assert one.finding is Finding.REVOKED


def test_an_unknown_gost_authority_is_not_trusted(
    by_gost: bytes, trust: TrustPolicy, tmp_path: Path
) -> None:
    of_the_same_name = load_trust(make_gost_pki(tmp_path).trust)

    assert verify_pdf(by_gost, trust).verdict is Verdict.INDETERMINATE
    assert verify_pdf(by_gost, of_the_same_name).verdict is Verdict.INDETERMINATE


@pytest.fixture
def _without_gost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("signing.gost.selftest.find_fault", lambda: "on trial")


@pytest.mark.usefixtures("_without_gost")
def test_without_gost_only_gost_is_refused(
    by_gost: bytes,
    gost: GostPki,
    gost_trust: TrustPolicy,
    signed: SignedPdf,
    trust: TrustPolicy,
    pdf: bytes,
) -> None:
    with pytest.raises(SigningError) as caught:
        sign_document(pdf, gost)

    assert caught.value.code == "gost_unavailable"
    assert not isinstance(caught.value, CredentialError)
    assert verify_pdf(by_gost, gost_trust).verdict is Verdict.UNVERIFIABLE
    assert verify_pdf(signed.content, trust).verdict is Verdict.VALID
