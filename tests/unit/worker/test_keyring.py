"""Where the sign process finds keys, and what it says when it cannot."""

import traceback
from pathlib import Path

import pytest

from signing.errors import Code, CredentialError
from tests.factories import SCHOOL
from worker.keyring import Keyring


def test_a_key_that_is_not_there_is_named_as_missing(tmp_path: Path) -> None:
    with pytest.raises(CredentialError) as caught:
        Keyring(tmp_path).get_credential(SCHOOL, "head")

    assert caught.value.code == Code.CREDENTIAL_NOT_FOUND


def test_a_folder_that_may_not_be_looked_into_is_a_matter_of_the_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_path: Path, **_options: bool) -> None:
        raise PermissionError

    # Root, who runs these tests, may look everywhere.
    monkeypatch.setattr(Path, "stat", refuse)
    monkeypatch.setattr(Path, "read_bytes", refuse)

    with pytest.raises(CredentialError) as caught:
        Keyring(tmp_path).get_credential(SCHOOL, "head")

    assert caught.value.code == Code.CREDENTIAL_UNREADABLE


DESCRIBED = 'library = "/none.so"\ntoken = "Школа 1"\nlabel = "head"\n'


@pytest.mark.parametrize(
    ("described", "code"),
    [
        (DESCRIBED, Code.TOKEN_REFUSED),  # there is no such library
        (DESCRIBED + 'pin_file = "missing"\n', Code.CREDENTIAL_NOT_FOUND),
        (DESCRIBED + 'pin = "73914628"\n', Code.TOKEN_UNDESCRIBED),
        (DESCRIBED.replace("label", "lable"), Code.TOKEN_UNDESCRIBED),
        (DESCRIBED.replace('"head"', "1"), Code.TOKEN_UNDESCRIBED),
        ("library = /none.so", Code.TOKEN_UNDESCRIBED),
        ('token = "Школа 1"', Code.TOKEN_UNDESCRIBED),
    ],
)
def test_a_key_on_a_token_is_described_in_a_file(
    tmp_path: Path, described: str, code: Code
) -> None:
    folder = tmp_path / SCHOOL
    folder.mkdir()
    (folder / "head.token").write_text(described)
    (folder / "head.pin").write_text("73914628")

    with pytest.raises(CredentialError) as caught:
        Keyring(tmp_path).get_credential(SCHOOL, "head")

    shown = traceback.format_exception(caught.value)
    assert caught.value.code == code
    assert "73914628" not in "".join(shown)


def test_a_damaged_chain_beside_a_token_is_named(tmp_path: Path) -> None:
    folder = tmp_path / SCHOOL
    folder.mkdir()
    (folder / "head.token").write_text(DESCRIBED)
    (folder / "head.pem").write_text("not a certificate")

    with pytest.raises(CredentialError) as caught:
        Keyring(tmp_path).get_credential(SCHOOL, "head")

    assert caught.value.code == Code.TOKEN_UNDESCRIBED
