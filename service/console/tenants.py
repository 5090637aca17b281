"""`grif organization` and `grif user`: let schools and people in."""

import sys
from pathlib import Path

import click

from service.bootstrap import Services, build_services
from service.console.help import RussianGroup
from service.console.import_file import read_import
from service.domain.access import Role
from service.domain.accounts import Tenant
from service.domain.errors import InvalidRequestError
from service.domain.ids import MunicipalityId, OrganisationId
from service.operations.accounts import NewUser, check_roles
from service.settings import Settings

in_organization = click.option("--organization", help="Организация")
_WHERE = "Организацию называют с --organization, муниципалитет – с --municipality."
in_municipality = click.option("--municipality", help="Муниципалитет (все его организации)")


@click.group(cls=RussianGroup)
def organization() -> None:
    """Организации."""


@organization.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_organizations(file: Path) -> None:
    """Завести муниципалитет и организации из JSON (образец — docs/administration.md)."""
    try:
        municipality, organisations = read_import(file)
    except InvalidRequestError as error:
        lines = [f"{file.name}: {p.pointer}: {p.message}" for p in error.problems]
        raise click.ClickException("\n".join(lines)) from error
    services = build_services(Settings())
    with services.database.transaction() as tx:
        if tx.organisations.find_municipality(municipality.id) is None:
            tx.organisations.add_municipality(municipality)
        new = [item for item in organisations if tx.organisations.find(item.id) is None]
        for item in new:
            tx.organisations.add(item)
    click.echo(f"Добавлено организаций: {len(new)}, уже были: {len(organisations) - len(new)}")


@click.group(cls=RussianGroup)
def user() -> None:
    """Пользователи."""


def _ask_password(_context: click.Context, _option: click.Parameter, given: str | None) -> str:
    """Ask twice without echo; from a pipe take a line, where there is no echo to switch off."""
    if given is not None:
        return given
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    answer: str = click.prompt("Пароль", hide_input=True, confirmation_prompt="Ещё раз")
    return answer


@user.command("add")
@click.argument("login")
@click.option("--name", required=True, help="Фамилия, имя, отчество")
@click.option(
    "--role",
    "roles",
    multiple=True,
    required=True,
    type=click.Choice([role.value for role in Role]),
    help="Роль (можно несколько)",
)
@click.option("--email", default="", help="Адрес почты: для забытого пароля и уведомлений")
@in_organization
@in_municipality
@click.option(
    "--password", callback=_ask_password, help="Спросят; не с терминала – первая строка ввода"
)
def add_user(
    login: str, name: str, roles: tuple[str, ...], password: str, **chosen: str | None
) -> None:
    """Завести пользователя организации или муниципалитета."""
    granted = frozenset(Role(role) for role in roles)
    _require_fitting(granted, chosen["organization"], chosen["municipality"])
    services = build_services(Settings())
    tenant = chosen_tenant(services, chosen["organization"], chosen["municipality"])
    new = NewUser(login, password, name, granted, tenant, chosen["email"] or "")
    try:
        services.accounts.add_user(new)
    except InvalidRequestError as error:
        raise click.ClickException("\n".join(p.message for p in error.problems)) from error
    click.echo(f"Пользователь {login} добавлен.")


def _require_fitting(
    roles: frozenset[Role], organization: str | None, municipality: str | None
) -> None:
    """Refuse roles that nobody has there, before anything is looked up. Raises UsageError."""
    place = Tenant(
        organisation_id=OrganisationId(organization) if organization else None,
        municipality_id=MunicipalityId(municipality) if municipality else None,
    )
    is_named = (organization is None) != (municipality is None)
    if is_named and (problems := check_roles(roles, place)):
        message = f"{problems[0].message} {_WHERE}"
        raise click.UsageError(message)


def chosen_tenant(services: Services, organization: str | None, municipality: str | None) -> Tenant:
    """The one tenant that was named; ends the process when it does not exist."""
    if (organization is None) == (municipality is None):
        message = "Укажите что-то одно: --organization или --municipality."
        raise click.UsageError(message)
    with services.database.snapshot() as tx:
        if organization is not None:
            organisation_id = OrganisationId(organization)
            found = tx.organisations.find(organisation_id) is not None
            tenant = Tenant(organisation_id=organisation_id)
        else:
            municipality_id = MunicipalityId(municipality or "")
            found = tx.organisations.find_municipality(municipality_id) is not None
            tenant = Tenant(municipality_id=municipality_id)
    if not found:
        click.echo("Такой организации или такого муниципалитета нет.", err=True)
        sys.exit(2)
    return tenant
