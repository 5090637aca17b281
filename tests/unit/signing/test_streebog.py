import hashlib
import random
import subprocess
import time

import pytest

from signing.digests import compute_digest
from signing.errors import Code, SigningError
from signing.gost import selftest, streebog
from tests.pki_gost import GostPki

# RFC 6986, 10.1 and 10.2: the second message is a line of «Слово о полку Игореве» in Windows-1251.
FIRST = b"012345678901234567890123456789012345678901234567890123456789012"
SECOND = "Се ветри, Стрибожи внуци, веютъ с моря стрелами на храбрыя плъкы Игоревы".encode("cp1251")


def ask_openssl(bits: int, data: bytes, gost: GostPki) -> bytes:
    run = subprocess.run(
        ["openssl", "dgst", f"-md_gost12_{bits}", "-binary"],
        input=data,
        env={"PATH": "/usr/bin:/bin", "OPENSSL_CONF": str(gost.folder / "engine.cnf")},
        check=True,
        capture_output=True,
    )
    return run.stdout


@pytest.mark.parametrize(
    ("bits", "message", "expected"),
    [
        (256, FIRST, "9d151eefd8590b89daa6ba6cb74af9275dd051026bb149a452fd84e5e57b5500"),
        (
            512,
            FIRST,
            (
                "1b54d01a4af5b9d5cc3d86d68d285462b19abc2475222f35c085122be4ba1ffa"
                "00ad30f8767b3a82384c6574f024c311e2a481332b08ef7f41797891c1646f48"
            ),
        ),
        (256, SECOND, "9dd2fe4e90409e5da87f53976d7405b0c0cac628fc669a741d50063c557e8f50"),
        (
            512,
            SECOND,
            (
                "1e88e62226bfca6f9994f1f2d51569e0daf8475a3b0fe61a5300eee46d961376"
                "035fe83549ada2b8620fcd7c496ce5b33f0cb9dddc2b6460143b03dabac9fb28"
            ),
        ),
    ],
    ids=["first-256", "first-512", "second-256", "second-512"],
)
def test_the_examples_of_the_standard_come_out(
    bits: streebog.Bits, message: bytes, expected: str
) -> None:
    assert streebog.compute_here(bits, message).hex() == expected
    assert streebog.compute(bits, message).hex() == expected


@pytest.mark.parametrize("bits", [256, 512])
def test_openssl_computes_the_same_whatever_the_length(bits: streebog.Bits, gost: GostPki) -> None:
    chance = random.Random(bits)  # noqa: S311 -- not for secrets
    for size in (0, 1, 63, 64, 65, 127, 128, 129, 1000, 4096):
        data = chance.randbytes(size)

        assert streebog.compute_here(bits, data) == ask_openssl(bits, data, gost)


def test_a_checksum_that_overflows_is_computed_right(gost: GostPki) -> None:
    data = b"\xff" * 640

    assert streebog.compute_here(256, data) == ask_openssl(256, data, gost)


def test_a_document_is_hashed_in_less_than_two_seconds() -> None:
    document = bytes(200_000)
    started = time.process_time()
    streebog.compute_here(256, document)

    assert time.process_time() - started < 2


def test_a_digest_too_weak_for_new_signatures_is_refused() -> None:
    for name in ("sha1", "md5", "gostr3411_94"):
        with pytest.raises(ValueError, match=name):
            compute_digest(name, b"")


@pytest.fixture
def _broken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let OpenSSL offer a Streebog that computes something else."""
    monkeypatch.setattr(streebog, "is_provided", lambda: True)
    monkeypatch.setattr(streebog.hashlib, "new", lambda *_: hashlib.sha256(b"wrong"))  # type: ignore[attr-defined]
    selftest.find_fault.cache_clear()


@pytest.mark.usefixtures("_broken")
def test_a_streebog_that_computes_wrongly_is_noticed_and_not_used() -> None:
    try:
        with pytest.raises(SigningError) as caught:
            compute_digest("streebog256", b"")
    finally:
        selftest.find_fault.cache_clear()

    assert caught.value.code == Code.GOST_UNAVAILABLE
    assert "ГОСТ" in caught.value.message
    assert "Streebog-256" in caught.value.detail
