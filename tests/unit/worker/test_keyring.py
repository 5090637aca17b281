"""Where the sign process finds keys, and what it says when it cannot."""

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
