from collections.abc import Iterator

import pytest
from asn1crypto import core

from signing import compat

REPAIRED = (core.Asn1Value, core.Primitive, core.Choice, core.Sequence, core.SequenceOf)


class Level(core.Sequence):  # type: ignore[misc]
    _fields = [  # noqa: RUF012 -- the way asn1crypto declares a structure
        ("padding", core.OctetString),
        ("inner", core.Any, {"optional": True}),
    ]


class Encodings:
    """Counts how often asn1crypto writes a header, that is, encodes something."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.count = 0
        original = core._dump_header  # noqa: SLF001 -- every encoding passes here

        def counting(*arguments: object) -> bytes:
            self.count += 1
            return bytes(original(*arguments))

        monkeypatch.setattr(core, "_dump_header", counting)


@pytest.fixture(autouse=True)
def _repaired() -> Iterator[None]:
    compat.apply()
    yield
    compat.apply()


def unrepair(monkeypatch: pytest.MonkeyPatch) -> None:
    for class_ in REPAIRED:
        monkeypatch.setattr(class_, "dump", class_.dump.__wrapped__)


def encode(content_bytes: int, levels: int = 6) -> bytes:
    """Nest some levels so that the outermost one has contents of exactly this length."""

    def build(padding: int) -> Level:
        value = Level({"padding": b""})
        for _ in range(levels - 2):
            value = Level({"padding": b"", "inner": value})
        return Level({"padding": b"." * padding, "inner": value})

    surplus = len(build(300).contents) - content_bytes
    return bytes(build(300 - surplus).dump())


def load(der: bytes, levels: int = 6) -> Level:
    """Parse every level, as reading the fields of a signature does."""
    outermost: Level = Level.load(der)
    value = outermost
    for _ in range(levels - 1):
        value = value["inner"].parse(Level)
    return outermost


@pytest.mark.parametrize("content_bytes", [384, 385])
def test_a_loaded_value_is_not_encoded_again(
    content_bytes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    der = encode(content_bytes)
    value = load(der)
    encodings = Encodings(monkeypatch)

    assert value.dump() == der
    assert encodings.count == 0


def test_without_the_repair_a_length_ending_in_80_is_taken_for_indefinite(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    der = encode(384)
    assert der[:4].hex() == "30820180"
    value = load(der)
    unrepair(monkeypatch)
    encodings = Encodings(monkeypatch)

    assert value.dump() == der
    assert encodings.count > 0


def test_indefinite_length_still_becomes_definite() -> None:
    ber = b"\x30\x80" + b"\x04\x01x" + b"\x00\x00"

    assert Level.load(ber).dump() == b"\x30\x03\x04\x01x"


def test_a_change_in_a_loaded_value_is_not_lost() -> None:
    value = load(encode(384))
    value["padding"] = b"changed"

    assert Level.load(value.dump())["padding"].native == b"changed"


def test_an_explicit_tag_around_a_length_ending_in_80_keeps_its_bytes() -> None:
    der = core.OctetString(b"." * 384, explicit=0).dump()

    assert core.OctetString.load(der, explicit=0).dump() == der


def test_repairing_twice_changes_nothing() -> None:
    before = [class_.dump for class_ in REPAIRED]
    compat.apply()

    assert [class_.dump for class_ in REPAIRED] == before


def test_another_version_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(compat.REQUIRED, "pyhanko", "0.37.")

    with pytest.raises(compat.UnsupportedVersionError, match="pyhanko"):
        compat.apply()
