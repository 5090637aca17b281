"""`grif signer`: who may sign for an organisation, and when (rule V08)."""

import sys
from datetime import date, datetime
from typing import Never

import click

from doc_templates.declension.forms import Gender
from service.bootstrap import build_services
from service.console.help import RussianGroup
from service.domain.access import Principal, Scope
from service.domain.errors import InvalidRequestError, NotFoundError
from service.domain.ids import OrganisationId, SignerId
from service.domain.signers import Signer
from service.operations.signers import Appointment, SignerDesk
from service.settings import Settings

_DATE = click.DateTime(formats=["%Y-%m-%d"])
_organization = click.option("--organization", required=True, help="Организация")


@click.group(cls=RussianGroup)
def signer() -> None:
    """Кто вправе подписывать документы организации и в какие сроки."""


@signer.command("list")
@_organization
def list_signers(organization: str) -> None:
    """Показать сроки полномочий, последние сверху."""
    desk, principal = _open(organization)
    try:
        for one in desk.list_signers(principal, OrganisationId(organization)):
            click.echo(_to_line(one))
    except NotFoundError:
        _refuse("Такой организации нет.")


@signer.command()
@_organization
@click.option("--gender", type=click.Choice([one.value for one in Gender]), required=True)
@click.option("--position", required=True, help="Должность в именительном падеже")
@click.option("--authority", required=True, help="Чем даны полномочия: приказ …, от …, № …")
@click.option("--from", "since", type=_DATE, required=True, help="Первый день, ГГГГ-ММ-ДД")
@click.option("--until", type=_DATE, help="Последний день; не указан — пока без срока")
@click.option("--person", "person_id", default="", help="Код человека, чтобы различать тёзок")
@click.argument("full_name", metavar="NAME")
def add(organization: str, since: datetime, until: datetime | None, **said: str) -> None:
    """Записать, что NAME (фамилия, имя, отчество) подписывает документы организации."""
    asked = Appointment(since=since.date(), until=until.date() if until else None, **said)
    desk, principal = _open(organization)
    try:
        click.echo(_to_line(desk.appoint(principal, OrganisationId(organization), asked)))
    except NotFoundError:
        _refuse("Такой организации нет.")
    except InvalidRequestError as error:
        _refuse("\n".join(f"{p.pointer}: {p.message}" for p in error.problems))


@signer.command()
@_organization
@click.option("--until", type=_DATE, required=True, help="Последний день, ГГГГ-ММ-ДД")
@click.argument("signer_id", metavar="ID")
def end(signer_id: str, organization: str, until: datetime) -> None:
    """Закончить срок полномочий ID."""
    desk, principal = _open(organization)
    try:
        desk.end_term(principal, OrganisationId(organization), SignerId(signer_id), until.date())
    except NotFoundError:
        _refuse("Такой организации или такого срока нет.")
    except InvalidRequestError as error:
        _refuse("\n".join(p.message for p in error.problems))
    click.echo(f"Последний день – {until:%d.%m.%Y}.")


def _open(organization: str) -> tuple[SignerDesk, Principal]:
    """The desk, and whoever sits at the console: they may do everything in the organisation."""
    services = build_services(Settings())
    principal = Principal("console", frozenset(Scope), OrganisationId(organization))
    return services.signers, principal


def _refuse(message: str) -> Never:
    click.echo(message, err=True)
    sys.exit(2)


def _to_line(one: Signer) -> str:
    term = f"с {one.since:%d.%m.%Y}" + _end(one.until)
    return f"{one.id} | {one.full_name} | {one.position} | {term} | {one.authority}"


def _end(until: date | None) -> str:
    return f" по {until:%d.%m.%Y}" if until else ""
