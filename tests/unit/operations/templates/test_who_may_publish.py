"""Who publishes templates, who sees them and takes them."""

import pytest

from service.domain.access import Principal, Scope
from service.domain.errors import ForbiddenError, NotFoundError
from service.domain.ids import OrganisationId
from service.domain.templates import Owner
from service.operations.templates import Publication, TemplateDesk
from tests.factories import (
    CLERK,
    FOREIGN_MUNICIPALITY,
    FOREIGN_SCHOOL,
    MUNICIPALITY,
    OFFICER,
    OTHER_SCHOOL,
    SCHOOL,
    STRANGER,
    make_principal,
)
from tests.own_templates import CODE, KIND, MUNICIPAL, OURS, edited

READER = make_principal(scopes=frozenset({Scope.READ, Scope.WRITE}))


def test_everybody_publishes_for_themselves_only(templates: TemplateDesk) -> None:
    docx = edited("текст")
    for principal, owner in ((CLERK, MUNICIPAL), (OFFICER, OURS)):
        with pytest.raises(ForbiddenError):
            templates.publish(principal, Publication(owner, CODE, docx))
        with pytest.raises(ForbiddenError):
            templates.withdraw(principal, owner, CODE)
    assert templates.publish(CLERK, Publication(OURS, CODE, docx)).owner == OURS
    assert templates.publish(OFFICER, Publication(MUNICIPAL, CODE, docx)).owner == MUNICIPAL


@pytest.mark.parametrize(
    "owner",
    [
        Owner(organisation_id=OTHER_SCHOOL),
        Owner(organisation_id=FOREIGN_SCHOOL),
        Owner(organisation_id=OrganisationId("nobody")),
        Owner(municipality_id=FOREIGN_MUNICIPALITY),
    ],
)
def test_somebody_elses_templates_do_not_exist(templates: TemplateDesk, owner: Owner) -> None:
    with pytest.raises(NotFoundError):
        templates.publish(CLERK, Publication(owner, CODE, edited("текст")))
    with pytest.raises(NotFoundError):
        templates.withdraw(CLERK, owner, CODE)
    with pytest.raises(NotFoundError):
        templates.get_version(CLERK, owner, CODE)


def test_reading_needs_the_right_to_read_and_publishing_its_own(templates: TemplateDesk) -> None:
    nobody = make_principal(scopes=frozenset({Scope.ARCHIVE}))
    with pytest.raises(ForbiddenError):
        templates.publish(READER, Publication(OURS, CODE, edited("текст")))
    with pytest.raises(ForbiddenError):
        templates.lint(nobody, CODE, KIND.template)
    with pytest.raises(ForbiddenError):
        templates.list_versions(nobody, None, None)
    assert templates.lint(READER, CODE, KIND.template).is_publishable


def test_a_list_shows_what_concerns_whoever_asks(templates: TemplateDesk) -> None:
    templates.publish(OFFICER, Publication(MUNICIPAL, CODE, edited("округ")))
    for text in ("1", "2"):
        templates.publish(CLERK, Publication(OURS, CODE, edited(text)))
    other = make_principal(OTHER_SCHOOL)
    templates.publish(other, Publication(Owner(organisation_id=OTHER_SCHOOL), CODE, edited("3")))

    def shown(principal: Principal, kind: str | None = None) -> list[tuple[str, int]]:
        found = templates.list_versions(principal, None, kind)
        return sorted((str(version.owner.id), version.number) for version in found)

    assert shown(CLERK) == [(MUNICIPALITY, 1), (SCHOOL, 2)]
    assert shown(CLERK, CODE) == [(MUNICIPALITY, 1), (SCHOOL, 1), (SCHOOL, 2)]
    assert shown(other) == [(MUNICIPALITY, 1), (OTHER_SCHOOL, 1)]
    assert shown(OFFICER) == [(MUNICIPALITY, 1), (SCHOOL, 2), (OTHER_SCHOOL, 1)]
    assert shown(STRANGER) == []
    assert len(templates.list_versions(OFFICER, OTHER_SCHOOL, None)) == 2
    with pytest.raises(NotFoundError):
        templates.list_versions(CLERK, OTHER_SCHOOL, None)


def test_the_template_in_force_and_any_version_can_be_taken(templates: TemplateDesk) -> None:
    assert templates.get_version(CLERK, OURS, CODE).docx == KIND.template
    templates.publish(OFFICER, Publication(MUNICIPAL, CODE, edited("округ")))
    assert templates.get_version(CLERK, OURS, CODE).docx == edited("округ")
    assert templates.get_version(CLERK, MUNICIPAL, CODE, 1).docx == edited("округ")
    templates.publish(CLERK, Publication(OURS, CODE, edited("школа")))
    assert templates.get_version(OFFICER, OURS, CODE).docx == edited("школа")
    assert templates.get_builtin(CLERK, CODE).docx == KIND.template
    templates.withdraw(CLERK, OURS, CODE)
    for number in (2, 3):
        with pytest.raises(NotFoundError):
            templates.get_version(CLERK, OURS, CODE, number)


def test_a_template_belongs_to_one_owner() -> None:
    for both in ({}, {"organisation_id": SCHOOL, "municipality_id": MUNICIPALITY}):
        with pytest.raises(ValueError, match="one organisation or to one municipality"):
            Owner(**both)  # type: ignore[arg-type]  # ids are texts
