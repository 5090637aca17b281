"""Propose forms of names and positions, remember the confirmed ones, complete data with them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from doc_templates.catalogue import Kind
from doc_templates.completion import (
    DECLINED,
    PERSON,
    AskedName,
    Confirmed,
    DoubtfulName,
    check_forms,
    complete,
    decline,
    find_name,
    list_doubtful,
)
from doc_templates.declension.forms import Forms, Gender
from doc_templates.declension.persons import Person
from doc_templates.declension.spelling import tidy
from service.domain.access import Principal, Scope, require_scope, require_sight
from service.domain.audit import Event
from service.domain.errors import InvalidRequestError, Problem
from service.domain.ids import OrganisationId
from service.domain.name_forms import NameForms, NameKey
from service.operations.field_problems import problems_under
from service.ports import Clock, Database, Transaction


@dataclass(frozen=True)
class NameQuestion:
    """A name in one line or by its parts, or a position; gender only of a person."""

    what: str
    nominative: str
    gender: str = ""
    surname: str = ""
    given_name: str = ""
    patronymic: str = ""

    @property
    def text(self) -> str:
        """The nominative in one line."""
        parts = f"{self.surname} {self.given_name} {self.patronymic}"
        return tidy(self.nominative) or (tidy(parts) if self.what == PERSON else "")

    @property
    def key(self) -> NameKey:
        """What the answer is remembered under."""
        return NameKey(self.what, self.text, self.gender if self.what == PERSON else "")


@dataclass(frozen=True)
class Suggestion:
    """Proposed forms with how sure each is; `stored`: a person has confirmed them before."""

    key: NameKey
    forms: Forms
    stored: NameForms | None


@dataclass(frozen=True)
class DeclensionDesk:
    """The use cases of names in six cases."""

    database: Database
    clock: Clock

    def suggest(
        self, principal: Principal, organisation_id: OrganisationId | None, question: NameQuestion
    ) -> Suggestion:
        """The confirmed forms of the organisation, or what the rules propose.

        Without an organisation the principal's own is asked. Raises NotFoundError,
        InvalidRequestError (no text).
        """
        require_scope(principal, Scope.READ)
        _require_text(question)
        asked = organisation_id or principal.organisation_id
        stored = None
        if asked is not None:
            with self.database.snapshot() as tx:
                require_sight(principal, tx.organisations.find(asked))
                stored = tx.name_forms.find(asked, [question.key]).get(question.key)
        return Suggestion(question.key, _propose(question), stored)

    def confirm(
        self,
        principal: Principal,
        organisation_id: OrganisationId,
        question: NameQuestion,
        forms: Mapping[str, str],
    ) -> NameForms:
        """Remember what a person says the forms are, in the place of earlier ones.

        Raises NotFoundError, ForbiddenError, InvalidRequestError (fields of `forms`).
        """
        require_scope(principal, Scope.WRITE, Scope.MUNICIPAL)
        _require_text(question)
        confirmed = NameForms(
            organisation_id=organisation_id,
            key=question.key,
            forms=_checked(question.key, forms),
            confirmed_by=principal.id,
            confirmed_at=self.clock.now(),
        )
        with self.database.transaction() as tx:
            require_sight(principal, tx.organisations.find(organisation_id))
            replaced = bool(tx.name_forms.find(organisation_id, [question.key]))
            tx.name_forms.put(confirmed)
            # Without the name: the trail is kept for longer than a name may be.
            detail: dict[str, str | int | bool | None] = {
                "what": question.what,
                "replaced": replaced,
            }
            event = Event("name_forms:confirmed", principal.id, None, detail)
            tx.audit.append(organisation_id, event, confirmed.confirmed_at)
        return confirmed

    def list_doubtful(
        self,
        principal: Principal,
        organisation_id: OrganisationId,
        kind: Kind,
        data: Mapping[str, object],
    ) -> list[DoubtfulName]:
        """Names in the data whose forms somebody should look at. Raises NotFoundError."""
        require_scope(principal, Scope.READ)
        with self.database.snapshot() as tx:
            require_sight(principal, tx.organisations.find(organisation_id))
            return list_doubtful(kind.schema, data, _confirmed_in(tx, organisation_id))

    def list_confirmed(
        self, principal: Principal, organisation_id: OrganisationId
    ) -> list[NameForms]:
        """Everything confirmed in the organisation. Raises NotFoundError."""
        require_scope(principal, Scope.READ)
        with self.database.snapshot() as tx:
            require_sight(principal, tx.organisations.find(organisation_id))
            return tx.name_forms.list_of(organisation_id)


def find_question(kind: Kind, data: Mapping[str, object], pointer: str) -> NameQuestion | None:
    """What is asked about the forms at a pointer into the data; None when no name is there."""
    found = find_name(kind.schema, data, pointer)
    if found is None:
        return None
    name, person = found
    return NameQuestion(
        what=name.what,
        nominative=name.nominative,
        gender=name.gender,
        surname=person.surname,
        given_name=person.given_name,
        patronymic=person.patronymic,
    )


def complete_data(
    tx: Transaction, organisation_id: OrganisationId, kind: Kind, data: Mapping[str, object]
) -> Mapping[str, object]:
    """Valid data with all forms and initials, those confirmed in the organisation first.

    Raises InvalidDataError: `declension_unconfirmed`, `forms_differ`.
    """
    return complete(kind.schema, data, _confirmed_in(tx, organisation_id))


def _confirmed_in(tx: Transaction, organisation_id: OrganisationId) -> Confirmed:
    """How the organisation answers when it is asked for forms it has confirmed."""

    def confirmed(asked: Iterable[AskedName]) -> Mapping[AskedName, Mapping[str, str]]:
        keys = {name: NameKey(name.what, name.nominative, name.gender) for name in asked}
        found = tx.name_forms.find(organisation_id, keys.values())
        return {name: found[key].forms for name, key in keys.items() if key in found}

    return confirmed


def _propose(question: NameQuestion) -> Forms:
    gender = Gender(question.gender) if question.gender else None
    person = Person(question.surname, question.given_name, question.patronymic, gender)
    return decline(question.what, question.text, person)


def _require_text(question: NameQuestion) -> None:
    if not question.text:
        message = "Заполните именительный падеж или фамилию и имя."
        raise InvalidRequestError((Problem("#/nominative", "required", message),))


def _checked(key: NameKey, forms: Mapping[str, str]) -> Mapping[str, str]:
    """The forms as they are kept. Raises InvalidRequestError."""
    kept = {case: tidy(text) for case, text in forms.items()}
    with problems_under("#/forms"):
        check_forms({"nom": key.nominative, **kept})
    return {case: kept[case] for case in DECLINED}
