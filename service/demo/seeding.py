"""Put the fictional municipality into a fresh database, with log-ins and keys for its people."""

import secrets
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from service.bootstrap import Services
from service.demo.certificates import Holder
from service.demo.pki import Pki
from service.domain.access import Principal, Role, Scope
from service.domain.accounts import Tenant
from service.domain.ids import MunicipalityId, OrganisationId
from service.domain.organisations import Municipality, Organisation, Requisites
from service.domain.registers import Register
from service.domain.signers import HEAD, Term
from service.operations.accounts import NewUser

MUNICIPALITY = MunicipalityId("zaozernovsky")
_MAIL_DOMAIN = "zaozernovsky.example"  # RFC 2606: nobody has it
_PAIRS_WITH_INDEX = ("od", "ls")


@dataclass(frozen=True)
class Login:
    """How a person of the demo signs in."""

    who: str
    login: str
    password: str


@dataclass(frozen=True)
class Seeded:
    """What the demo goes on with: log-ins to print and one API key per school."""

    logins: tuple[Login, ...]
    api_keys: Mapping[str, str]


def list_holders(municipality: Mapping[str, Any]) -> list[Holder]:
    """Say who needs a certificate: the head of every school."""
    people = {person["person_id"]: person for person in municipality["people"]}
    return [
        Holder(
            name=school["org_id"],
            organisation=school["short_name"],
            surname=(head := people[school["head_person_id"]])["surname"],
            given_name=f"{head['given_name']} {head['patronymic']}".strip(),
            title=head["position"]["nom"],
            inn=school["inn"],
            ogrn=school["ogrn"],
            settlement=school["settlement"],
        )
        for school in municipality["schools"]
    ]


def hand_out_keys(pki: Pki, holders: Sequence[Holder], keys: Path, trust: Path) -> None:
    """Lay every head's key where the sign process looks, and the roots where anybody looks."""
    for holder in holders:
        folder = keys / holder.name
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        shutil.copy(pki.get_container(holder.name), folder / f"{HEAD}.p12")
        shutil.copy(pki.get_passphrase_file(holder.name), folder / f"{HEAD}.pass")
    shutil.copytree(pki.trust, trust, dirs_exist_ok=True)


def seed(services: Services, municipality: Mapping[str, Any]) -> Seeded:
    """Add the municipality, its schools, their heads and the officer."""
    founder = municipality["municipality"]["authority_name"]
    with services.database.transaction() as tx:
        name = municipality["municipality"]["name"]
        tx.organisations.add_municipality(Municipality(MUNICIPALITY, name))
        for school in municipality["schools"]:
            tx.organisations.add(_organisation(school, founder))
    people = {person["person_id"]: person for person in municipality["people"]}
    heads = {one.name: f"{one.surname} {one.given_name}" for one in list_holders(municipality)}
    logins, api_keys = [], {}
    for school in municipality["schools"]:
        tenant = Tenant(organisation_id=OrganisationId(school["org_id"]))
        _appoint(services, school, people[school["head_person_id"]])
        # By their own names, as documents and certificates have them: signing is for the signer.
        login = _let_in(services, school["org_id"], heads[school["org_id"]], Role.HEAD, tenant)
        logins.append(replace(login, who=f"Руководитель, {school['short_name']}"))
        label = f"Учётная программа, {school['short_name']}"
        api_keys[school["org_id"]] = services.accounts.issue_api_key(
            label, frozenset(Scope), tenant
        )
    officer = Tenant(municipality_id=MUNICIPALITY)
    logins.append(_let_in(services, "officer", "Муниципальный специалист", Role.OFFICER, officer))
    return Seeded(tuple(logins), api_keys)


def _organisation(school: Mapping[str, Any], founder: str) -> Organisation:
    names = ("full_name", "short_name", "short_name_gen", "short_name_prep", "settlement")
    numbers = ("address", "inn", "kpp", "ogrn")
    requisites = {name: school[name] for name in (*names, *numbers)}
    index = school["order_index"]
    return Organisation(
        id=OrganisationId(school["org_id"]),
        municipality_id=MUNICIPALITY,
        requisites=Requisites(**requisites, founder_name=founder),
        registers={
            code: Register(code, f"{{seq}}{index[code]}", school["first_seq"].get(code, 1))
            for code in _PAIRS_WITH_INDEX
        },
    )


def _appoint(services: Services, school: Mapping[str, Any], head: Mapping[str, Any]) -> None:
    """Say since when the head may sign."""
    school_id, term = OrganisationId(school["org_id"]), school["head_term"]
    said = Term(
        role=HEAD,
        full_name=head["fio"]["nom"],
        gender=head["gender"],
        position=head["position"]["nom"],
        ground=term["ground"],
        since=date.fromisoformat(term["since"]),
        person_id=head["person_id"],
    )
    services.signers.appoint(Principal("demo", frozenset(Scope), school_id), school_id, said)


def _let_in(services: Services, login: str, who: str, role: Role, tenant: Tenant) -> Login:
    password, email = secrets.token_urlsafe(9), f"{login}@{_MAIL_DOMAIN}"
    services.accounts.add_user(NewUser(login, password, who, frozenset({role}), tenant, email))
    return Login(who, login, password)
