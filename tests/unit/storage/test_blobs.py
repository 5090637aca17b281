"""The contract of a blob store, kept by the fake and by the real thing alike."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from service.domain.blobs import BlobCorruptError, BlobMissingError
from service.domain.ids import OrganisationId
from service.ports import BlobStore
from service.storage.filesystem import FilesystemStore
from tests.factories import OTHER_SCHOOL, SCHOOL
from tests.fakes import MemoryStore

HASH = hashlib.sha256(b"order").hexdigest()


@dataclass(frozen=True)
class Bench:
    """A store, and what can befall its bytes behind its back."""

    store: BlobStore
    damage: Callable[[OrganisationId, str], None]
    lose: Callable[[OrganisationId, str], None]


@pytest.fixture(params=["memory", "filesystem"])
def bench(request: pytest.FixtureRequest, tmp_path: Path) -> Bench:
    if request.param == "memory":
        memory = MemoryStore()
        return Bench(memory, memory.damage, memory.lose)

    def path(organisation_id: OrganisationId, sha256: str) -> Path:
        return tmp_path / organisation_id / sha256[:2] / sha256

    def damage(organisation_id: OrganisationId, sha256: str) -> None:
        content = path(organisation_id, sha256).read_bytes()
        path(organisation_id, sha256).write_bytes(bytes([content[0] ^ 1]) + content[1:])

    def lose(organisation_id: OrganisationId, sha256: str) -> None:
        path(organisation_id, sha256).unlink()

    return Bench(FilesystemStore(tmp_path), damage, lose)


def test_bytes_come_back_under_the_hash_of_their_content(bench: Bench) -> None:
    assert bench.store.put(SCHOOL, [b"order"]) == [HASH]
    assert bench.store.get(SCHOOL, HASH) == b"order"
    assert bench.store.has(SCHOOL, HASH)


def test_names_come_back_in_the_order_of_the_contents(bench: Bench) -> None:
    contents = [b"three", b"one", b"two", b"", b"one"]

    names = bench.store.put(SCHOOL, contents)

    assert [bench.store.get(SCHOOL, name) for name in names] == contents


def test_the_same_bytes_are_kept_once(bench: Bench) -> None:
    for _ in range(2):
        bench.store.put(SCHOOL, [b"order", b"order"])

    assert list(bench.store.list_names(SCHOOL)) == [HASH]


def test_nothing_to_put_puts_nothing(bench: Bench) -> None:
    assert bench.store.put(SCHOOL, []) == []
    assert list(bench.store.list_names(SCHOOL)) == []


def test_bytes_belong_to_their_organisation(bench: Bench) -> None:
    bench.store.put(SCHOOL, [b"order"])

    assert not bench.store.has(OTHER_SCHOOL, HASH)
    assert list(bench.store.list_names(OTHER_SCHOOL)) == []
    with pytest.raises(BlobMissingError):
        bench.store.get(OTHER_SCHOOL, HASH)


@pytest.mark.parametrize("name", [HASH, "", "..", HASH[:-1], HASH.upper(), f"../{HASH}", "\x00"])
def test_a_name_without_bytes_is_missing(bench: Bench, name: str) -> None:
    assert not bench.store.has(SCHOOL, name)
    with pytest.raises(BlobMissingError):
        bench.store.get(SCHOOL, name)


def test_lost_bytes_are_missing(bench: Bench) -> None:
    bench.store.put(SCHOOL, [b"order"])
    bench.lose(SCHOOL, HASH)

    with pytest.raises(BlobMissingError):
        bench.store.get(SCHOOL, HASH)


def test_one_flipped_bit_is_noticed(bench: Bench) -> None:
    bench.store.put(SCHOOL, [b"order"])
    bench.damage(SCHOOL, HASH)

    with pytest.raises(BlobCorruptError):
        bench.store.get(SCHOOL, HASH)


def test_putting_the_right_bytes_again_mends_damage(bench: Bench) -> None:
    bench.store.put(SCHOOL, [b"order"])
    bench.damage(SCHOOL, HASH)

    bench.store.put(SCHOOL, [b"order"])

    assert bench.store.get(SCHOOL, HASH) == b"order"


@pytest.mark.parametrize("name", ["", ".", "..", "../s-01", "/etc", ".tmp", "S-01", "a/b", "a\x00"])
def test_what_is_no_organisation_id_is_refused(bench: Bench, name: str) -> None:
    organisation_id = OrganisationId(name)

    with pytest.raises(ValueError, match="organisation"):
        bench.store.put(organisation_id, [b"order"])
    with pytest.raises(ValueError, match="organisation"):
        bench.store.get(organisation_id, HASH)
    with pytest.raises(ValueError, match="organisation"):
        bench.store.has(organisation_id, HASH)
    with pytest.raises(ValueError, match="organisation"):
        list(bench.store.list_names(organisation_id))


def test_a_healthy_store_passes_its_probe_and_is_no_bigger_for_it(bench: Bench) -> None:
    bench.store.probe()

    assert list(bench.store.list_names(SCHOOL)) == []
    assert bench.store.sweep() == 0
