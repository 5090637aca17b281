"""What a GOST signature costs: no stage of it may take a second of processor time."""

import time
from base64 import b64decode
from io import BytesIO
from pathlib import Path
from random import Random

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from signing.deferred import (
    Reply,
    TicketRequest,
    check_reply,
    complete,
    get_client_payload,
    prepare,
)
from signing.gost import libgcrypt, selftest, streebog
from signing.trust import load_trust
from signing.verification import Verdict, verify
from tests.pki_gost import make_gost_pki

MEGABYTE = 1024 * 1024
LONGEST_SECONDS = 1.0


class Meter:
    """Notes what each stage costs this process."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = {}
        self._since = time.process_time()

    def note(self, stage: str) -> None:
        self.spent[stage] = time.process_time() - self._since
        self._since = time.process_time()


def make_large(pdf: bytes, size: int) -> bytes:
    """The same document with so many octets in it that nothing can pack."""
    with pikepdf.open(BytesIO(pdf)) as document:
        document.Root.Ballast = pikepdf.Stream(document, Random(1).randbytes(size))  # noqa: S311 -- not for secrets
        content = BytesIO()
        document.save(content, compress_streams=False, static_id=True)
        return content.getvalue()


@given(st.binary(max_size=700), st.sampled_from([256, 512]))
def test_libgcrypt_computes_what_the_tables_do(data: bytes, bits: streebog.Bits) -> None:
    assert libgcrypt.compute(bits, data) == streebog.compute_here(bits, data)


@pytest.mark.parametrize("bits", [256, 512])
def test_every_way_computes_the_example_of_the_standard(
    bits: streebog.Bits, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = selftest._DIGESTS[bits]  # noqa: SLF001 -- RFC 6986, 10.1
    message = selftest._MESSAGE  # noqa: SLF001
    digests = {streebog.find_way(): streebog.compute(bits, message).hex()}
    monkeypatch.setattr(libgcrypt, "is_there", lambda: False)
    digests[streebog.find_way()] = streebog.compute(bits, message).hex()

    assert digests == {"libgcrypt": expected, "here": expected}


def test_a_library_that_is_not_there_is_done_without(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(libgcrypt, "_NAME", "libgcrypt.so.0")
    libgcrypt._load.cache_clear()  # noqa: SLF001 -- looks for the library anew
    selftest.find_fault.cache_clear()
    try:
        way, fault = streebog.find_way(), selftest.find_fault()
        with pytest.raises(ValueError, match="libgcrypt"):
            libgcrypt.compute(256, b"")
    finally:
        libgcrypt._load.cache_clear()  # noqa: SLF001
        selftest.find_fault.cache_clear()

    assert (way, fault) == ("here", "")


def test_a_library_that_forbids_streebog_is_done_without(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(libgcrypt, "_ALGORITHMS", {256: b"STRIBOG256", 512: b"unknown"})
    libgcrypt._load.cache_clear()  # noqa: SLF001 -- asks the library anew
    try:
        assert not libgcrypt.is_there()
    finally:
        libgcrypt._load.cache_clear()  # noqa: SLF001


@pytest.mark.parametrize("bits", [256, 512])
def test_ten_megabytes_are_hashed_in_less_than_a_second(bits: streebog.Bits) -> None:
    meter = Meter()
    streebog.compute(bits, bytes(10 * MEGABYTE))
    meter.note("digest")

    assert meter.spent["digest"] < LONGEST_SECONDS


@pytest.mark.parametrize("bits", [256, 512])
def test_no_stage_of_a_signature_over_five_megabytes_takes_a_second(
    bits: int, pdf: bytes, tmp_path: Path
) -> None:
    pki, large = make_gost_pki(tmp_path, bits), make_large(pdf, 5 * MEGABYTE)
    trust, chain = load_trust(pki.trust), [pki.get_certificate("intermediate")]
    request = TicketRequest("user", "document", "Head", "signature_head")
    meter = Meter()
    ticket, prepared = prepare(large, pki.get_certificate("head"), request, chain=chain)
    meter.note("ticket")
    data = b64decode(get_client_payload(ticket, prepared).data_base64)
    meter.note("payload")
    reply = Reply("user", ticket.source_sha256, pki.get_token().sign(data))
    meter.note("sign, elsewhere")
    check_reply(ticket, prepared, reply)
    meter.note("reply")
    completed = complete(ticket, prepared, reply, pki)
    meter.note("embed")
    report = verify(completed.content, trust)
    meter.note("verify")

    assert report.verdict is Verdict.VALID
    assert {stage for stage, cost in meter.spent.items() if cost >= LONGEST_SECONDS} == set()
