"""`grif check-pack`: what it prints and how it ends."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from doc_templates.catalogue import load_catalogue
from service.bootstrap import Services, build_services
from service.cli import main
from service.database.migration import migrate
from service.operations.requests import DocumentRequest
from service.ports import DocumentFilter
from service.settings import Settings
from tests.factories import CLERK, SCHOOL, seed

ORDER = "order_assign_pairs"
CONSENT = "consent_mentor_participation"


@pytest.fixture
def services(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Services:
    monkeypatch.setenv("GRIF_DATA_DIR", str(tmp_path))
    migrate(Settings().database)
    built = build_services(Settings())
    seed(built.database)
    return built


def register(services: Services, kind: str, **changes: object) -> None:
    data: dict[str, Any] = {**load_catalogue().get_kind(kind).sample, **changes}
    request = DocumentRequest(SCHOOL, kind, data, sign=False, idempotency_key=f"{kind}{changes}")
    services.documents.register_document(CLERK, request)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["check-pack", *arguments])


def test_a_pack_without_errors_ends_well(services: Services) -> None:
    register(services, ORDER, doc_date="2025-09-27")

    done = run("--organization", SCHOOL, "--year", "2025")

    assert done.exit_code == 0
    assert "V16  предупреждение: № 1-од от 27.09.2025: Дата документа – суббота" in done.output
    assert "R03  предупреждение: Нет приказа о кураторе" in done.output
    assert done.output.splitlines()[-1].startswith(
        "2025/2026 учебный год. Документов: 1, ошибок: 0"
    )


def test_an_error_ends_with_code_one_and_can_be_read_by_programs(services: Services) -> None:
    pair = {**load_catalogue().get_kind(ORDER).sample["pairs"][0]}  # type: ignore[index]
    del pair["mentor_consent_date"]
    register(services, CONSENT, doc_date="2025-09-16")
    register(services, ORDER, pairs=[pair])
    with services.database.snapshot() as tx:
        (consent,) = (
            one for one in tx.documents.search(DocumentFilter((SCHOOL,))) if one.kind == CONSENT
        )
    register(services, CONSENT, doc_date="2025-09-25")
    services.documents.cancel_document(CLERK, consent.id)

    done = run("--organization", SCHOOL, "--year", "2025", "--json", "--files")

    report = json.loads(done.output)
    errors = [finding for finding in report["findings"] if finding["severity"] == "error"]
    assert done.exit_code == 1
    assert [(e["code"], e["document"]["number"]) for e in errors] == [("V01", "1-од")]
    assert (report["errors"], report["documents"]) == (1, 2)


@pytest.mark.usefixtures("services")
def test_an_organisation_that_is_not_there_is_said_so() -> None:
    done = run("--organization", "nobody")

    assert done.exit_code == 2
    assert "Нет такой организации: nobody" in done.output
