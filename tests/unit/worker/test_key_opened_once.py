"""A key is opened once for all signatures, and each signature is made once.

Opening a container costs more than a signature: its passphrase is stretched on purpose.
"""

import os
import re
from collections import Counter
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import ParamSpec, TypeVar

import pytest
from cryptography.hazmat.primitives.serialization import pkcs12
from typing_extensions import override

from service.demo.authority import Responder
from service.demo.certificates import KeyType
from signing import credentials, embedding, signing
from signing.embedding import RESERVED
from signing.report import Level
from signing.signing import SignatureRequest, sign
from tests.doors import ORDER
from tests.factories import SCHOOL
from tests.pki import HEAD, NearbyAuthority, make_pki, open_credential
from tests.signable import make_pdf
from tests.signing_house import SigningHouse

HEAD_SIGNS = {"role": "head", "method": "server_key"}
MANY = 4
_RANGE = re.compile(rb"/ByteRange ?\[ ?0 (\d+) (\d+) \d+")

P = ParamSpec("P")
R = TypeVar("R")


@pytest.fixture
def counts(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often a container is opened, a PDF is prepared, and a private key is used."""
    counted: Counter[str] = Counter()

    def count(name: str, function: Callable[P, R]) -> Callable[P, R]:
        @wraps(function)
        def counting(*arguments: P.args, **options: P.kwargs) -> R:
            counted[name] += 1
            return function(*arguments, **options)

        return counting

    monkeypatch.setattr(pkcs12, "load_pkcs12", count("opened", pkcs12.load_pkcs12))
    monkeypatch.setattr(credentials, "_sign", count("signed", credentials._sign))  # noqa: SLF001 -- where the key is used
    monkeypatch.setattr(signing, "prepare_pdf", count("prepared", embedding.prepare_pdf))
    return counted


def order_many(signing_house: SigningHouse, first: int = 0) -> list[str]:
    names = [
        signing_house.order(f"key-{number}", HEAD_SIGNS, kind=ORDER, is_opened=False)
        for number in range(first, first + MANY)
    ]
    signing_house.render()
    signing_house.work()
    return names


def test_many_documents_are_signed_with_a_key_that_is_opened_once(
    signing: SigningHouse, counts: Counter[str]
) -> None:
    documents = [*order_many(signing), *order_many(signing, MANY)]

    assert {signing.show(one)["state"] for one in documents} == {"archived"}
    assert counts == {"opened": 1, "signed": 2 * MANY, "prepared": 2 * MANY}


def test_a_renewed_key_is_opened_once_more(signing: SigningHouse, counts: Counter[str]) -> None:
    order_many(signing)
    key = signing.house.services.settings.keys / SCHOOL / "head.p12"
    os.utime(key, (1, 1))
    order_many(signing, MANY)

    assert counts["opened"] == 2


@pytest.mark.parametrize("key_type", ["ec", "rsa"])
def test_a_credential_signs_again_and_again_without_its_container(
    tmp_path: Path, counts: Counter[str], key_type: KeyType
) -> None:
    pki = make_pki(tmp_path, HEAD, key_type=key_type)
    head = open_credential(pki)
    for path in (pki.get_container(HEAD.name), pki.get_passphrase_file(HEAD.name)):
        path.unlink()

    for _ in range(MANY):
        sign(make_pdf(), _request("B-B"), head, None)

    assert counts == {"opened": 1, "signed": MANY, "prepared": MANY}


@pytest.mark.parametrize("level", ["B-B", "B-T"])
def test_room_for_the_container_is_known_beforehand_so_one_pass_is_enough(
    tmp_path: Path, counts: Counter[str], level: Level
) -> None:
    """Measuring the container first would mean a second signature and a second timestamp."""
    pki = make_pki(tmp_path, HEAD)
    head = open_credential(pki)
    asked: list[bytes] = []

    class Counting(NearbyAuthority):
        @override
        def issue_token(self, digest: bytes) -> bytes:
            asked.append(digest)
            return super().issue_token(digest)

    signed = sign(make_pdf(), _request(level), head, Counting(Responder(pki)))

    ((start, end),) = _RANGE.findall(signed.content)
    assert int(end) - int(start) == RESERVED + len("<>")
    assert (counts["signed"], counts["prepared"]) == (1, 1)
    assert len(asked) == (1 if level == "B-T" else 0)


def _request(level: Level) -> SignatureRequest:
    return SignatureRequest("Head", "signature_head", level)
