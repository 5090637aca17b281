"""`grif check-pack`: what it prints and how it ends."""

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from doc_templates.catalogue import load_catalogue
from service.bootstrap import Services, build_services
from service.cli import main
from service.database.migration import migrate
from service.demo.certificates import Holder, Terms
from service.demo.pki import Pki
from service.domain.documents import Stage, State
from service.domain.signatures import Method
from service.operations.requests import DocumentRequest
from service.operations.signature_plans import WantedSignature
from service.ports import DocumentFilter, Progress
from service.settings import Settings
from signing.signing import SignatureRequest, sign
from tests.factories import CLERK, SCHOOL, seed
from tests.line import converted
from tests.pki import DEPUTY, HEAD, make_pki, open_credential
from tests.signable import make_pdf

ORDER = "order_assign_pairs"
CONSENT = "consent_mentor_participation"
SUPPLEMENT = "employment_supplement_mentoring"
DEPUTY_NAME = f"{DEPUTY.surname} {DEPUTY.given_name}"


@pytest.fixture
def services(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Services:
    monkeypatch.setenv("GRIF_DATA_DIR", str(tmp_path))
    migrate(Settings().database)
    built = build_services(Settings())
    seed(built.database)
    return built


def register(
    services: Services,
    kind: str,
    *signatures: WantedSignature,
    is_signed: bool = False,
    **changes: object,
) -> None:
    data: dict[str, Any] = {**load_catalogue().get_kind(kind).sample, **changes}
    request = DocumentRequest(
        SCHOOL,
        kind,
        data,
        sign=is_signed,
        idempotency_key=f"{kind}{changes}",
        signatures=signatures,
    )
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


def test_a_supplement_needs_a_qualified_signature_of_the_employer(
    services: Services, tmp_path: Path
) -> None:
    """Часть 1 статьи 22.3 of the Labour Code."""
    pki = make_pki(tmp_path / "pki", HEAD)
    shutil.copytree(pki.trust, services.settings.trust)
    register(services, SUPPLEMENT, is_signed=True)
    register(services, ORDER, is_signed=True)
    weak = Terms(key_type="ec")
    pki.issue(HEAD, weak)
    sign_all(services, pki)

    done = run("--organization", SCHOOL, "--year", "2025", "--files")

    assert done.exit_code == 1
    errors = [line for line in done.output.splitlines() if line.startswith("V11")]
    assert [line.partition(": ")[2].partition(" от ")[0] for line in errors] == ["№ 1-дс"]
    assert "усиленной квалифицированной подписью" in errors[0]


def test_a_qualified_signature_will_do(services: Services, tmp_path: Path) -> None:
    pki = make_pki(tmp_path / "pki", HEAD)
    shutil.copytree(pki.trust, services.settings.trust)
    register(services, SUPPLEMENT, is_signed=True)
    sign_all(services, pki)

    done = run("--organization", SCHOOL, "--year", "2025", "--files")

    assert "V11" not in done.output


@pytest.mark.parametrize(("signer", "findings"), [("", ["V11"]), (DEPUTY_NAME, [])])
def test_the_certificate_is_of_the_signer_whom_the_plan_names_or_else_the_document(
    services: Services, tmp_path: Path, signer: str, findings: list[str]
) -> None:
    pki = make_pki(tmp_path / "pki", HEAD, DEPUTY)
    shutil.copytree(pki.trust, services.settings.trust)
    planned = WantedSignature("head", Method.SERVER_KEY, signer=signer)
    register(services, ORDER, planned, is_signed=True)
    sign_all(services, pki, DEPUTY)

    done = run("--organization", SCHOOL, "--year", "2025", "--files", "--json")

    errors = [one for one in json.loads(done.output)["findings"] if one["severity"] == "error"]
    assert [one["code"] for one in errors] == findings


def sign_all(services: Services, pki: Pki, holder: Holder = HEAD) -> None:
    """Bring everything registered to where it is signed by somebody's key."""
    stages, key = services.stages, open_credential(pki, holder)
    claims = stages.claim(Stage.CONVERT, SCHOOL, limit=10)
    stages.commit([converted(claim, services.blobs) for claim in claims])
    request = SignatureRequest("Signature_head", "signature_head", "B-B")
    content = sign(make_pdf(), request, key, None).content
    for claim in stages.claim(Stage.SIGN, SCHOOL, limit=10):
        (digest,) = services.blobs.put(SCHOOL, [content])
        files = replace(claim.document.files, signed=digest)
        stages.commit([Progress(claim, State.SIGNED, files, claim.document.pages)])
