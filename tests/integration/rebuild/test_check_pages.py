"""Documents with a QR code are rebuilt the same, whatever address the installation has by then."""

from dataclasses import replace

import pytest

from tests.doors import CONSENT
from tests.integration.rebuild.conftest import School
from tests.integration.rebuild.test_rebuild import SAME

pytestmark = pytest.mark.libreoffice

SITE = "https://grif.example"


def open_site(school: School, site: str) -> None:
    """Give the installation an address."""
    services = school.house.services
    desk = replace(services.documents, site=site)
    school.house.app.extensions["grif"] = replace(services, documents=desk)


def test_a_document_with_a_code_is_rebuilt_the_same_after_the_site_has_moved(
    school: School,
) -> None:
    open_site(school, SITE)
    document = school.finish(school.register())
    assert document.check_page is not None
    assert document.check_page.site == SITE

    open_site(school, "https://elsewhere.example")

    assert school.rebuild(document.id).lines[1:] == SAME


def test_a_document_from_before_has_no_code_and_is_rebuilt_the_same(school: School) -> None:
    document = school.finish(school.register())
    assert document.check_page is None
    open_site(school, SITE)
    assert school.rebuild(document.id).lines[1:] == SAME
    assert document.made_with is not None
    assert "check" not in document.made_with.inputs


def test_another_code_is_another_document(school: School) -> None:
    open_site(school, SITE)
    document = school.finish(school.register())
    assert document.check_page is not None
    token = document.check_page.token

    school.change_check_token(document, token[::-1])
    code, report = school.report(document)

    assert code == 1
    assert report["comparison"]["docx"]["difference"].startswith("часть word/document.xml")
    assert report["comparison"]["environment"] == [
        "адрес страницы проверки в QR-коде: не то, из чего документ был сделан"
    ]
    assert token not in str(report)


def test_a_consent_has_no_code(school: School) -> None:
    open_site(school, SITE)
    document = school.finish(school.register(CONSENT, signed=False))
    assert document.check_page is None
    assert school.rebuild(document.id).exit_code == 0
