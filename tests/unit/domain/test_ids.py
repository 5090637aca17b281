import uuid

import pytest

from service.domain.ids import is_safe_id, uuid7

# RFC 9562, appendix A.6: an example of a UUIDv7
RFC_MS = 0x017F22E279B0
RFC_RANDOM = bytes.fromhex("0cc3" + "18c4dc0c0c07398f")


def test_the_layout_is_that_of_the_rfc() -> None:
    assert uuid7(RFC_MS, RFC_RANDOM) == "017f22e2-79b0-7cc3-98c4-dc0c0c07398f"


@pytest.mark.parametrize("randomness", [b"\x00" * 10, b"\xff" * 10])
def test_version_and_variant_stand_whatever_the_random_bits(randomness: bytes) -> None:
    made = uuid.UUID(uuid7(RFC_MS, randomness))

    assert (made.version, made.variant) == (7, uuid.RFC_4122)
    assert made.int >> 80 == RFC_MS


def test_ids_sort_by_time() -> None:
    made = [uuid7(ms, b"\xff" * 10 if ms % 2 else b"\x00" * 10) for ms in range(RFC_MS, RFC_MS + 9)]

    assert made == sorted(made)


@pytest.mark.parametrize("randomness", [b"", b"\x00" * 9, b"\x00" * 11])
def test_too_few_or_too_many_random_bytes_are_refused(randomness: bytes) -> None:
    with pytest.raises(ValueError, match="ten"):
        uuid7(0, randomness)


def test_an_id_is_safe_as_a_folder_name() -> None:
    assert is_safe_id(uuid7(RFC_MS, RFC_RANDOM))


@pytest.mark.parametrize("text", ["s-01", "a", "0" * 64])
def test_plain_names_are_safe(text: str) -> None:
    assert is_safe_id(text)


@pytest.mark.parametrize(
    "text", ["", ".", "..", "-a", "a/b", "A", "школа", "a\n", "a\x00", "a b", "0" * 65, "\ud800"]
)
def test_anything_that_could_leave_the_folder_is_not_safe(text: str) -> None:
    assert not is_safe_id(text)
