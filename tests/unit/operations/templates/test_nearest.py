"""By which template a document is made: the nearest one, of its day."""

import pytest

from service.domain.errors import NotFoundError
from service.domain.templates import Owner
from service.operations.documents import DocumentDesk
from service.operations.templates import Publication, TemplateDesk
from tests.factories import (
    CLERK,
    FOREIGN_MUNICIPALITY,
    FOREIGN_SCHOOL,
    OFFICER,
    OTHER_SCHOOL,
    SCHOOL,
    make_principal,
)
from tests.fakes import MemoryStore
from tests.own_templates import CODE, KIND, MUNICIPAL, OURS, edited, register, sha256


def test_the_nearest_template_makes_the_document(
    templates: TemplateDesk, desk: DocumentDesk, blobs: MemoryStore
) -> None:
    municipal, own = edited("округ"), edited("школа")

    before = register(desk, "1")
    templates.publish(OFFICER, Publication(MUNICIPAL, CODE, municipal))
    from_municipality = register(desk, "2")
    version = templates.publish(CLERK, Publication(OURS, CODE, own))
    from_school = register(desk, "3")
    elsewhere = register(desk, "4", OTHER_SCHOOL)

    assert (before.template_sha256, before.template_version_id) == (KIND.template_sha256, None)
    assert from_municipality.template_sha256 == elsewhere.template_sha256 == sha256(municipal)
    assert (from_school.template_sha256, from_school.template_version_id) == (
        sha256(own),
        version.id,
    )
    assert blobs.get(SCHOOL, sha256(municipal)) == municipal
    assert blobs.get(OTHER_SCHOOL, sha256(municipal)) == municipal


def test_another_municipalitys_template_makes_no_document_here(
    templates: TemplateDesk, desk: DocumentDesk
) -> None:
    officer = make_principal(None, municipality_id=FOREIGN_MUNICIPALITY)
    owner = Owner(municipality_id=FOREIGN_MUNICIPALITY)
    templates.publish(officer, Publication(owner, CODE, edited("чужой")))

    assert register(desk, "1").template_version_id is None
    assert register(desk, "2", FOREIGN_SCHOOL).template_version_id is not None


def test_a_document_keeps_the_template_it_was_registered_with(
    templates: TemplateDesk, desk: DocumentDesk
) -> None:
    first = templates.publish(CLERK, Publication(OURS, CODE, edited("первый")))
    document = register(desk, "1")
    second = templates.publish(CLERK, Publication(OURS, CODE, edited("второй")))

    assert (first.number, second.number) == (1, 2)
    assert desk.get_document(CLERK, document.id).template_version_id == first.id
    assert register(desk, "1").template_version_id == first.id
    assert register(desk, "2").template_version_id == second.id


def test_a_template_given_up_leaves_the_place_to_the_level_above(
    templates: TemplateDesk, desk: DocumentDesk
) -> None:
    templates.publish(OFFICER, Publication(MUNICIPAL, CODE, edited("округ")))
    templates.publish(CLERK, Publication(OURS, CODE, edited("школа")))

    withdrawn = templates.withdraw(CLERK, OURS, CODE)

    assert (withdrawn.number, withdrawn.sha256) == (2, None)
    assert register(desk, "1").template_sha256 == sha256(edited("округ"))
    with pytest.raises(NotFoundError):
        templates.withdraw(CLERK, OURS, CODE)
    assert templates.publish(CLERK, Publication(OURS, CODE, edited("снова"))).number == 3
