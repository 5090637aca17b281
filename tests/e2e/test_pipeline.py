import hashlib
import json
import subprocess
import urllib.request
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pikepdf
import psutil
import pytest

from service.database.database import SqlDatabase
from service.domain.ids import DocumentId
from signing.verification import load_trust, verify
from tests.e2e.installation import SCHOOL, Installation, install
from tests.servers import PostgresqlCluster

pytestmark = [pytest.mark.libreoffice, pytest.mark.redis, pytest.mark.xdist_group("e2e")]


@pytest.fixture(scope="module")
def grif(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    # People keep things in folders with spaces and letters of their own.
    with install(tmp_path_factory.mktemp("Мои документы")) as running:
        yield running


def test_an_order_goes_from_data_to_a_signed_archived_pdf(
    grif: Installation, tmp_path: Path
) -> None:
    answer = grif.post("order_assign_pairs", "order-1", sign=True)
    assert answer["number"].endswith("-од")

    assert grif.await_settled(60) == {"archived": 1}

    document = grif.client.get(f"/api/v1/documents/{answer['id']}")
    pdf = grif.client.get_bytes(f"/api/v1/documents/{answer['id']}/pdf")
    report = verify(pdf, load_trust([grif.trust]))
    (signature,) = report.signatures
    assert document["state"] == "archived"
    assert report.verdict == "valid"
    assert signature.level == "B-T"
    assert signature.certificate is not None
    assert "Мельник" in signature.certificate.holder
    (tmp_path / "order.pdf").write_bytes(pdf)
    seen = subprocess.run(
        ["pdfsig", "-nocert", tmp_path / "order.pdf"], capture_output=True, text=True, check=False
    )
    assert "Signature is Valid" in seen.stdout


def test_anybody_checks_a_finished_order_without_an_account(grif: Installation) -> None:
    answer = grif.post("order_assign_pairs", "order-to-check", sign=True)
    assert set(grif.await_settled(60)) == {"archived"}
    pdf = grif.client.get_bytes(f"/api/v1/documents/{answer['id']}/pdf")
    with grif.services.database.snapshot() as tx:
        document = tx.documents.find(DocumentId(answer["id"]))
    assert document is not None
    assert document.check_page is not None

    with urllib.request.urlopen(document.check_page.url) as page:  # noqa: S310 -- our own server
        text = page.read().decode()
    assert "Подпись действительна: документ не изменён" in text
    assert hashlib.sha256(pdf).hexdigest() in text
    assert "Мельник" not in text

    asked = urllib.request.Request(
        f"http://{grif.settings.bind}/api/v1/verify", pdf, {"Content-Type": "application/pdf"}
    )
    with urllib.request.urlopen(asked) as told:  # noqa: S310 -- our own server
        report = json.loads(told.read())
    assert report["verdict"] == "valid"
    assert "Мельник" in report["signatures"][0]["certificate"]["holder"]


def test_an_archived_order_is_rebuilt_from_the_command_line(
    grif: Installation, tmp_path: Path
) -> None:
    document = grif.post("order_assign_pairs", "order-2", sign=True)["id"]
    assert set(grif.await_settled(60)) == {"archived"}
    folder = tmp_path / "собрано заново"

    told = grif.run("rebuild", document, "--compare", "-o", str(folder))
    as_json = grif.run("rebuild", document, "--compare", "--json")

    assert (told.returncode, told.stderr) == (0, "")
    assert told.stdout.splitlines()[1:] == [
        "docx: совпадает байт в байт",
        "PDF: текст, число страниц и расположение совпадают",
        "Подписанный PDF начинается с неподписанного, байт в байт",
        "Исходные данные, программы и шрифты те же",
        "Итог: документ тот же.",
    ]
    docx = grif.client.get_bytes(f"/api/v1/documents/{document}/docx")
    assert (folder / "rebuilt.docx").read_bytes() == docx
    assert json.loads(as_json.stdout)["comparison"]["equal"] is True
    assert list(grif.settings.scratch.glob("work-*/rebuilt*")) == []


@pytest.mark.parametrize("unknown", ["00000000-0000-7000-8000-000000000000", "--help-me"])
def test_a_document_nobody_knows_cannot_be_rebuilt(grif: Installation, unknown: str) -> None:
    refused = grif.run("rebuild", "--compare", "--", unknown)

    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr.startswith("Нет такого документа")


def test_an_order_is_signed_for_the_archive(tmp_path: Path) -> None:
    """Nobody answers about revocation here: the lists of a folder are enough."""
    lists = tmp_path / "pki" / "trust"
    with install(tmp_path, signature_level="B-LTA", revocation_dir=lists) as installation:
        document_id = installation.post("order_assign_pairs", "order-1", sign=True)["id"]
        counts = installation.await_settled(60)
        content = installation.client.get_bytes(f"/api/v1/documents/{document_id}/pdf")
        report = verify(content, load_trust([lists / "root.pem"]))

    assert counts == {"archived": 1}
    assert (report.verdict, report.signatures[0].level) == ("valid", "B-LTA")
    assert len(report.document_timestamps) == 1


def test_an_order_carries_the_data_and_the_docx_it_was_made_from(tmp_path: Path) -> None:
    with install(tmp_path, carry_data=True) as installation:
        order = installation.post("order_assign_pairs", "order-1", sign=True)["id"]
        consent = installation.post("consent_mentor_participation", "consent-1")["id"]
        counts = installation.await_settled(60)
        place = f"/api/v1/documents/{order}"
        pdf, docx = (installation.client.get_bytes(f"{place}/{role}") for role in ("pdf", "docx"))
        open_pdf = installation.client.get_bytes(f"/api/v1/documents/{consent}/pdf")
        told = installation.run("rebuild", order, "--compare")
        with installation.services.database.snapshot() as tx:
            entry = tx.archive.find(DocumentId(order))
        report = verify(pdf, load_trust([installation.trust]))

    inside = list_files(pdf)
    assert entry is not None
    assert entry.made_with is not None
    assert (counts, report.verdict, told.returncode) == ({"archived": 2}, "valid", 0)
    assert (sorted(inside), list_files(open_pdf)) == (["data.json", "source.docx"], {})
    assert inside["source.docx"] == docx
    assert hashlib.sha256(inside["data.json"]).hexdigest() == entry.made_with.inputs["data"]


def list_files(pdf: bytes) -> dict[str, bytes]:
    with pikepdf.open(BytesIO(pdf)) as document:
        found = document.attachments
        return {name: found[name].get_file().read_bytes() for name in found}


def test_repeating_a_request_makes_one_document(grif: Installation) -> None:
    answers = [grif.post("consent_mentor_participation", "same-key") for _ in range(5)]

    assert len({answer["id"] for answer in answers}) == 1
    assert len({answer["number"] for answer in answers}) == 1


@pytest.mark.postgresql
def test_the_whole_line_runs_on_postgresql_behind_its_walls(
    postgresql_cluster: PostgresqlCluster, tmp_path: Path
) -> None:
    owner, url = postgresql_cluster.create("whole_line"), postgresql_cluster.app_url("whole_line")
    with install(tmp_path, database_url=url, database_owner_url=owner) as running:
        assert isinstance(running.services.database, SqlDatabase)
        assert running.services.database.is_walled()
        for number in range(4):
            running.post("order_assign_pairs", f"order-{number}", sign=True)
            running.post("consent_mentor_participation", f"consent-{number}")

        assert running.await_settled(60) == {"archived": 8}
        report = running.services.archive.check([SCHOOL])
        assert (report.files, report.faults) == (16, ())


def test_killing_the_supervisor_leaves_no_process_behind(tmp_path: Path) -> None:
    with install(tmp_path) as running:
        running.post("consent_mentor_participation", "k-1")
        family = psutil.Process(running.supervisor.pid).children(recursive=True)
        assert len(family) >= 6

        running.supervisor.kill()
        running.supervisor.wait()
        _, alive = psutil.wait_procs(family, timeout=5)

        assert alive == []


def test_a_second_grif_in_the_same_folder_is_refused(grif: Installation) -> None:
    second = grif.run("up")
    assert (second.returncode, second.stdout) == (1, "")
    assert "Гриф уже запущен" in second.stderr
    assert grif.client.get("/readyz")
