"""`grif forms`: what people have confirmed about names in six cases."""

import json

import click

from doc_templates.completion import DECLINED
from doc_templates.declension.forms import Case, Gender
from service.console.counter import open_desks, refuse
from service.console.help import RussianGroup
from service.domain.errors import InvalidRequestError, NotFoundError
from service.domain.ids import OrganisationId
from service.domain.name_forms import NameForms
from service.operations.declension import NameQuestion

_organization = click.option("--organization", required=True, help="Организация")


@click.group(cls=RussianGroup)
def forms() -> None:
    """Падежные формы имён и должностей, подтверждённые в организации."""


@forms.command("list")
@_organization
@click.option("--json", "as_json", is_flag=True, help="По одному объекту JSON в строке")
def list_forms(organization: str, *, as_json: bool) -> None:
    """Показать подтверждённые формы."""
    services, principal = open_desks(organization)
    try:
        found = services.declension.list_confirmed(principal, OrganisationId(organization))
    except NotFoundError:
        refuse("Такой организации нет.")
    for confirmed in found:
        click.echo(_to_json(confirmed) if as_json else _to_line(confirmed))


@forms.command()
@_organization
@click.option("--kind", type=click.Choice(["person", "position"]), required=True, help="Что это")
@click.option(
    "--gender", type=click.Choice([gender.value for gender in Gender]), help="Пол человека"
)
@click.option("--gen", help="Родительный падеж")
@click.option("--dat", help="Дательный падеж")
@click.option("--acc", help="Винительный падеж")
@click.option("--ins", help="Творительный падеж")
@click.option("--prep", help="Предложный падеж")
@click.argument("text")
def confirm(text: str, organization: str, kind: str, gender: str | None, **given: str) -> None:
    """Подтвердить формы TEXT. Не названные падежи берутся из предложения программы."""
    if kind == "person" and gender is None:
        message = "Для человека нужен --gender."
        raise click.UsageError(message)
    services, principal = open_desks(organization)
    question, school = NameQuestion(kind, text, gender or ""), OrganisationId(organization)
    try:
        proposed = services.declension.suggest(principal, school, question).forms
        chosen = {case: given[case] or proposed.of(Case(case)).text for case in DECLINED}
        confirmed = services.declension.confirm(principal, school, question, chosen)
    except NotFoundError:
        refuse("Такой организации нет.")
    except InvalidRequestError as error:
        refuse("\n".join(f"{p.pointer}: {p.message}" for p in error.problems))
    click.echo(_to_line(confirmed))


def _to_json(confirmed: NameForms) -> str:
    content = {
        "what": confirmed.key.what,
        "gender": confirmed.key.gender or None,
        "nom": confirmed.key.nominative,
        **confirmed.forms,
    }
    return json.dumps(content, ensure_ascii=False)


def _to_line(confirmed: NameForms) -> str:
    return " | ".join([confirmed.key.nominative, *(confirmed.forms[case] for case in DECLINED)])
