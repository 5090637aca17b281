"""Forms of names and positions: ask for a proposal, confirm it once, see what is confirmed."""

from apiflask import APIBlueprint

from doc_templates.declension.forms import Case
from service.api.name_form_schemas import (
    CasesOut,
    ConfirmedFormsList,
    ConfirmedFormsOut,
    ConfirmIn,
    FormOut,
    FormsOut,
    NameFormsQuery,
    NameIn,
    SuggestionIn,
    SuggestionOut,
)
from service.domain.ids import OrganisationId
from service.domain.name_forms import NameForms
from service.http.exchange import principal, services
from service.operations.declension import NameQuestion, Suggestion

name_forms = APIBlueprint("name_forms", __name__, url_prefix="/name-forms", tag="Падежные формы")


@name_forms.get("")
@name_forms.doc(summary="Подтверждённые формы организации")
@name_forms.input(NameFormsQuery, location="query")
@name_forms.output(ConfirmedFormsList)
def list_all(query_data: NameFormsQuery) -> ConfirmedFormsList:
    """Everything people have confirmed in an organisation."""
    organisation_id = OrganisationId(query_data.organization_id)
    found = services().declension.list_confirmed(principal(), organisation_id)
    return ConfirmedFormsList(items=[_represent(forms) for forms in found])


@name_forms.post("/suggestion")
@name_forms.doc(summary="Предложить шесть форм имени или должности")
@name_forms.input(SuggestionIn)
@name_forms.output(SuggestionOut)
def suggest(json_data: SuggestionIn) -> SuggestionOut:
    """The confirmed forms, or what the rules propose; nothing is stored."""
    asked = json_data.organization_id
    suggestion = services().declension.suggest(
        principal(), OrganisationId(asked) if asked else None, _read_question(json_data)
    )
    return _represent_suggestion(suggestion)


@name_forms.put("")
@name_forms.doc(summary="Подтвердить формы; прежние заменяются")
@name_forms.input(ConfirmIn)
@name_forms.output(ConfirmedFormsOut)
def confirm(json_data: ConfirmIn) -> ConfirmedFormsOut:
    """Remember the forms for all documents of the organisation to come."""
    confirmed = services().declension.confirm(
        principal(),
        OrganisationId(json_data.organization_id),
        _read_question(json_data),
        json_data.forms.model_dump(),
    )
    return _represent(confirmed)


def _read_question(given: NameIn) -> NameQuestion:
    return NameQuestion(
        what=given.what,
        nominative=given.nominative,
        gender=given.gender or "",
        surname=given.surname,
        given_name=given.given_name,
        patronymic=given.patronymic,
    )


def _represent(confirmed: NameForms) -> ConfirmedFormsOut:
    return ConfirmedFormsOut(
        organization_id=confirmed.organisation_id,
        what=confirmed.key.what,
        nominative=confirmed.key.nominative,
        gender=confirmed.key.gender or None,
        forms=CasesOut(nom=confirmed.key.nominative, **confirmed.forms),
        confirmed_by=confirmed.confirmed_by,
        confirmed_at=confirmed.confirmed_at,
    )


def _represent_suggestion(suggestion: Suggestion) -> SuggestionOut:
    stored = suggestion.stored
    if stored is not None:
        texts = {"nom": stored.key.nominative, **stored.forms}
        forms = {case: FormOut(text=texts[case], confidence="HIGH", reasons=[]) for case in Case}
    else:
        forms = {
            case: FormOut(
                text=form.text, confidence=form.confidence.name, reasons=list(form.reasons)
            )
            for case, form in zip(Case, suggestion.forms.six, strict=True)
        }
    return SuggestionOut(
        what=suggestion.key.what,
        nominative=suggestion.key.nominative,
        gender=suggestion.key.gender or None,
        forms=FormsOut(**{case.value: form for case, form in forms.items()}),
        confidence="HIGH" if stored else suggestion.forms.confidence.name,
        stored=stored is not None,
    )
