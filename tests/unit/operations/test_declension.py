import pytest

from doc_templates.declension.forms import Confidence
from service.database.database import SqlDatabase
from service.domain.access import Scope
from service.domain.errors import ForbiddenError, InvalidRequestError, NotFoundError
from service.operations.declension import DeclensionDesk, NameQuestion
from tests.factories import CLERK, OFFICER, OTHER_SCHOOL, SCHOOL, STRANGER, make_principal
from tests.fakes import FakeClock

KRAVETS = NameQuestion("person", "", "m", "Кравец", "Иван", "Ильич")
FORMS = {
    "gen": "Кравца Ивана Ильича",
    "dat": "Кравцу Ивану Ильичу",
    "acc": "Кравца Ивана Ильича",
    "ins": " Кравцом  Иваном Ильичом ",
    "prep": "Кравце Иване Ильиче",
}


@pytest.fixture
def names(memory_database: SqlDatabase, clock: FakeClock) -> DeclensionDesk:
    return DeclensionDesk(memory_database, clock)


def test_a_proposal_stores_nothing(names: DeclensionDesk) -> None:
    suggestion = names.suggest(CLERK, None, KRAVETS)
    assert suggestion.stored is None
    assert suggestion.forms.confidence is Confidence.LOW
    assert names.list_confirmed(CLERK, SCHOOL) == []


def test_confirmed_forms_come_back_tidy_with_author_and_date(
    names: DeclensionDesk, clock: FakeClock
) -> None:
    names.confirm(CLERK, SCHOOL, KRAVETS, FORMS)
    stored = names.suggest(CLERK, None, NameQuestion("person", "Кравец  Иван Ильич", "m")).stored
    assert stored is not None
    assert stored.forms["ins"] == "Кравцом Иваном Ильичом"
    assert (stored.confirmed_by, stored.confirmed_at) == (CLERK.id, clock.now())


def test_the_audit_says_that_forms_were_confirmed_and_not_whose(
    names: DeclensionDesk, memory_database: SqlDatabase
) -> None:
    names.confirm(CLERK, SCHOOL, KRAVETS, FORMS)
    names.confirm(CLERK, SCHOOL, KRAVETS, {**FORMS, "ins": "Кравецом Иваном Ильичом"})
    with memory_database.snapshot() as tx:
        events = [chained.event for chained in tx.audit.read(SCHOOL)]
    assert [event.action for event in events] == ["name_forms:confirmed"] * 2
    assert [dict(event.detail) for event in events] == [
        {"what": "person", "replaced": False},
        {"what": "person", "replaced": True},
    ]


def test_a_form_that_cannot_be_printed_is_refused_by_its_field(names: DeclensionDesk) -> None:
    with pytest.raises(InvalidRequestError) as caught:
        names.confirm(CLERK, SCHOOL, KRAVETS, {**FORMS, "gen": "", "dat": "Кравцу\u202e"})
    assert {p.pointer for p in caught.value.problems} == {"#/forms/gen", "#/forms/dat"}
    assert names.list_confirmed(CLERK, SCHOOL) == []


def test_a_question_without_a_name_is_refused(names: DeclensionDesk) -> None:
    with pytest.raises(InvalidRequestError):
        names.suggest(CLERK, None, NameQuestion("position", " ", surname="Кравец"))


def test_another_organisation_is_not_there(names: DeclensionDesk) -> None:
    for principal, school in ((STRANGER, SCHOOL), (CLERK, OTHER_SCHOOL)):
        with pytest.raises(NotFoundError):
            names.confirm(principal, school, KRAVETS, FORMS)
        with pytest.raises(NotFoundError):
            names.suggest(principal, school, KRAVETS)
        with pytest.raises(NotFoundError):
            names.list_confirmed(principal, school)
    assert names.list_confirmed(OFFICER, SCHOOL) == []


def test_who_only_reads_confirms_nothing(names: DeclensionDesk) -> None:
    reader = make_principal(scopes=frozenset({Scope.READ}))
    with pytest.raises(ForbiddenError):
        names.confirm(reader, SCHOOL, KRAVETS, FORMS)
    assert names.suggest(reader, SCHOOL, KRAVETS).stored is None
