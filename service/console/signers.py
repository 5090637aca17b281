"""`grif signer`: who may sign for an organisation, in which role and when."""

from datetime import date, datetime

import click

from doc_templates.declension.forms import Gender
from service.console.counter import open_desks, refuse
from service.console.help import RussianGroup
from service.domain.errors import InvalidRequestError, NotFoundError
from service.domain.ids import OrganisationId, SignerId
from service.domain.signers import HEAD, Attorney, Signer, Term

_DATE = click.DateTime(formats=["%Y-%m-%d"])
_organization = click.option("--organization", required=True, help="Организация")


@click.group(cls=RussianGroup)
def signer() -> None:
    """Кто вправе подписывать документы организации, в какой роли и в какие сроки."""


@signer.command("list")
@_organization
def list_signers(organization: str) -> None:
    """Показать сроки полномочий, последние сверху."""
    services, principal = open_desks(organization)
    try:
        for one in services.signers.list_signers(principal, OrganisationId(organization)):
            click.echo(_to_line(one))
    except NotFoundError:
        refuse("Такой организации нет.")


@signer.command()
@_organization
@click.option("--role", default=HEAD, show_default=True, help="Роль подписи по виду документа")
@click.option("--gender", type=click.Choice([one.value for one in Gender]), required=True)
@click.option("--position", required=True, help="Должность в именительном падеже")
@click.option("--ground", required=True, help="Чем даны полномочия: приказ …, от …, № …")
@click.option("--from", "since", type=_DATE, required=True, help="Первый день, ГГГГ-ММ-ДД")
@click.option("--until", type=_DATE, help="Последний день; не указан – пока без срока")
@click.option("--attorney", "number", help="Номер машиночитаемой доверенности (МЧД)")
@click.option("--attorney-until", "attorney_until", type=_DATE, help="Последний день МЧД")
@click.option("--person", "person_id", default="", help="Код человека, чтобы различать тёзок")
@click.argument("full_name", metavar="NAME")
def add(
    organization: str,
    since: datetime,
    until: datetime | None,
    number: str | None,
    attorney_until: datetime | None,
    **said: str,
) -> None:
    """Записать, что NAME (фамилия, имя, отчество) подписывает документы организации."""
    attorney = _read_attorney(number, _day(attorney_until))
    term = Term(since=since.date(), until=_day(until), attorney=attorney, **said)
    services, principal = open_desks(organization)
    try:
        added = services.signers.appoint(principal, OrganisationId(organization), term)
        click.echo(_to_line(added))
    except NotFoundError:
        refuse("Такой организации нет.")
    except InvalidRequestError as error:
        refuse("\n".join(f"{p.pointer}: {p.message}" for p in error.problems))


@signer.command()
@_organization
@click.option("--until", type=_DATE, required=True, help="Последний день, ГГГГ-ММ-ДД")
@click.argument("signer_id", metavar="ID")
def end(signer_id: str, organization: str, until: datetime) -> None:
    """Закончить срок полномочий ID."""
    services, principal = open_desks(organization)
    try:
        services.signers.end_term(principal, SignerId(signer_id), until.date())
    except NotFoundError:
        refuse("Такой организации или такого срока нет.")
    except InvalidRequestError as error:
        refuse("\n".join(p.message for p in error.problems))
    click.echo(f"Последний день – {until:%d.%m.%Y}.")


def _read_attorney(number: str | None, until: date | None) -> Attorney | None:
    if number is not None and until is not None:
        return Attorney(number, until)
    if number is None and until is None:
        return None
    message = "Номер и последний день доверенности указывают вместе: --attorney, --attorney-until."
    raise click.UsageError(message)


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None


def _to_line(one: Signer) -> str:
    term = one.term
    days = f"с {term.since:%d.%m.%Y}{_end(term.until)}"
    shown = [one.id, term.role, term.full_name, term.position, days, term.ground]
    if term.attorney is not None:
        shown.append(f"МЧД {term.attorney.number}{_end(term.attorney.until)}")
    return " | ".join(shown)


def _end(until: date | None) -> str:
    return f" по {until:%d.%m.%Y}" if until else ""
