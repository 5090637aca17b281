"""What the sign process tells of its keys: certificates and codes, never a key."""

import os
import shutil
from dataclasses import replace
from pathlib import Path

from service.database.database import SqlDatabase
from service.domain.ids import OrganisationId
from service.domain.keys import KeyReport
from signing.errors import Code
from tests.factories import OTHER_SCHOOL, SCHOOL
from tests.pki import EXPIRED, HEAD, make_pki
from tests.signing_house import Authorities, SigningHouse
from worker.keyring import Keyring

LANE = OrganisationId("everybody")


def reports(database: SqlDatabase) -> list[KeyReport]:
    with database.snapshot() as tx:
        return tx.key_reports.list_of([SCHOOL, OTHER_SCHOOL])


def test_certificates_are_told_and_keys_are_not(
    signing: SigningHouse, memory_database: SqlDatabase
) -> None:
    signing.desk.inspect_keys(LANE)

    found = {one.role: one for one in reports(memory_database)}
    assert set(found) == {"head", "seal"}
    head = found["head"].certificate
    assert head is not None
    assert head.holder == "Мельник Ольга Сергеевна"
    assert head.not_before < head.not_after
    assert "PRIVATE" not in repr(found)


def test_a_key_that_went_is_told_no_longer(
    signing: SigningHouse, memory_database: SqlDatabase
) -> None:
    signing.desk.inspect_keys(LANE)
    (signing.desk.keyring.folder / SCHOOL / "seal.p12").unlink()

    signing.desk.inspect_keys(LANE)

    assert [one.role for one in reports(memory_database)] == ["head"]


def test_a_key_that_does_not_open_is_told_by_its_code(
    signing: SigningHouse, memory_database: SqlDatabase
) -> None:
    (signing.desk.keyring.folder / SCHOOL / "seal.pass").write_text("не тот", encoding="utf-8")

    signing.desk.inspect_keys(LANE)

    seal = next(one for one in reports(memory_database) if one.role == "seal")
    assert (seal.certificate, seal.failure_code) == (None, Code.CREDENTIAL_UNREADABLE)


def test_an_expired_certificate_is_told_with_its_last_day(tmp_path: Path) -> None:
    pki = make_pki(tmp_path / "pki", HEAD)
    pki.issue(replace(HEAD, name="expired"), EXPIRED)
    folder = tmp_path / "keys" / SCHOOL
    folder.mkdir(parents=True)
    shutil.copy(pki.get_container("expired"), folder / "head.p12")
    shutil.copy(pki.get_passphrase_file("expired"), folder / "head.pass")

    found = Keyring(tmp_path / "keys").describe(SCHOOL, "head")

    assert found.holder == "Мельник Ольга Сергеевна"


def test_a_key_is_opened_again_only_when_its_file_changes(
    authorities: Authorities, tmp_path: Path
) -> None:
    pki, folder = authorities.pki, tmp_path / SCHOOL
    folder.mkdir()
    key, passphrase = folder / "head.p12", folder / "head.pass"
    shutil.copy(pki.get_container("head"), key)
    shutil.copy(pki.get_passphrase_file("head"), passphrase)
    keyring = Keyring(tmp_path)
    first = keyring.describe(SCHOOL, "head")

    assert keyring.describe(SCHOOL, "head") is first
    os.utime(key, (1, 1))
    assert keyring.describe(SCHOOL, "head") is not first


def test_where_there_is_no_folder_there_are_no_keys(tmp_path: Path) -> None:
    assert Keyring(tmp_path).list_roles(SCHOOL) == []
