"""Things that tests are about, with everything filled in that a test does not care about."""

import hashlib
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Literal

from doc_templates.catalogue import Catalogue, Kind, Retention, SignerRule
from service.domain.access import Principal, Scope
from service.domain.documents import Document, Filing
from service.domain.ids import (
    DocumentId,
    MunicipalityId,
    OrganisationId,
    SignerId,
    TemplateVersionId,
)
from service.domain.making import GRIF_VERSION, MadeWith
from service.domain.organisations import Municipality, Organisation, Requisites
from service.domain.registers import Number, Register
from service.domain.signatures import PlannedSignature
from service.domain.signers import HEAD, Signer, Term
from service.domain.templates import Owner, TemplateVersion
from service.operations.requests import DocumentRequest
from service.ports import Database, DocumentFilter, NewDocument
from tests.fakes import MONDAY

MUNICIPALITY = MunicipalityId("m-01")
SCHOOL = OrganisationId("s-01")
OTHER_SCHOOL = OrganisationId("s-02")
FOREIGN_SCHOOL = OrganisationId("s-99")
FOREIGN_MUNICIPALITY = MunicipalityId("m-99")

ORDER = "order_test"
CONSENT = "consent_test"
TEMPLATE = b"not really a docx"
SCHOOLS_OWN = Owner(organisation_id=SCHOOL)
HEAD_SIGNS = (PlannedSignature("head", "signature_head"),)

HEADS_TERM = Term(
    role=HEAD,
    full_name="Мельник Ольга Сергеевна",
    gender="f",
    position="директор",
    ground="приказ от 14.08.2023 № 91",
    since=date(2023, 8, 15),
)


def make_signer(term: Term = HEADS_TERM, signer_id: str = "t-1") -> Signer:
    return Signer(SignerId(signer_id), SCHOOL, term, "key:1", MONDAY)


def make_requisites(name: str = "МКОУ «Образцовская СОШ № 1»") -> Requisites:
    return Requisites(
        full_name=f"Полное имя: {name}",
        short_name=name,
        short_name_gen=name,
        short_name_prep=name,
        settlement="с. Тестово",
        address="с. Тестово, ул. Школьная, д. 1",
        inn="0099001018",
        kpp="009901001",
        ogrn="1250000001019",
    )


def make_made_with(document: Document) -> MadeWith:
    """What might have made the document."""
    return MadeWith(
        grif=GRIF_VERSION,
        kind_version=document.kind_version,
        template_sha256=document.template_sha256,
        inputs={"data": "d" * 64, "org": "e" * 64},
        engine="in_process",
        libreoffice="7.4.7.2",
        offered_fonts_sha256="f" * 64,
        fonts={"LiberationSerif": "a" * 64},
    )


def make_organisation(
    organisation_id: OrganisationId = SCHOOL,
    municipality_id: MunicipalityId = MUNICIPALITY,
    registers: Mapping[str, Register] = MappingProxyType({}),
) -> Organisation:
    return Organisation(organisation_id, municipality_id, make_requisites(), registers)


def seed(database: Database) -> None:
    """Two schools of one municipality, and one of another."""
    with database.transaction() as tx:
        for municipality in (MUNICIPALITY, FOREIGN_MUNICIPALITY):
            tx.organisations.add_municipality(Municipality(municipality, f"Округ {municipality}"))
        tx.organisations.add(make_organisation(SCHOOL))
        tx.organisations.add(make_organisation(OTHER_SCHOOL))
        tx.organisations.add(make_organisation(FOREIGN_SCHOOL, FOREIGN_MUNICIPALITY))


def make_principal(
    organisation_id: OrganisationId | None = SCHOOL,
    *,
    municipality_id: MunicipalityId | None = None,
    scopes: frozenset[Scope] = frozenset(Scope),
) -> Principal:
    name = organisation_id or municipality_id or "nobody"
    return Principal(f"key:{name}", scopes, organisation_id, municipality_id)


CLERK = make_principal()
OFFICER = make_principal(None, municipality_id=MUNICIPALITY)
STRANGER = make_principal(FOREIGN_SCHOOL)

UNFILTERED = DocumentFilter(())


def make_kind(
    code: str,
    *,
    group: Literal["order", "consent", "program"],
    register: str,
    method: Literal["server_key", "paper"],
    years: int | None,
) -> Kind:
    return Kind(
        code=code,
        title=f"Вид {code}",
        version=1,
        group=group,
        register=register,
        case_index="01-05",
        roadmap_items=(1,),
        subject="О закреплении пары: {{ subject }}",
        retention=Retention("19а", "постоянно" if years is None else f"{years} лет", years),
        signers=(SignerRule("head", method, "signature_head", "Директор"),),
        schema={
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "type": "object",
            "properties": {
                "subject": {"type": "string", "minLength": 1},
                "doc_date": {"type": "string", "format": "date"},
            },
            "required": ["subject"],
            "additionalProperties": False,
        },
        sample={"subject": "Мельник О.С."},
        template=TEMPLATE,
        template_sha256=hashlib.sha256(TEMPLATE).hexdigest(),
    )


def make_catalogue() -> Catalogue:
    """An order that a server key signs, and a consent that people sign on paper."""
    order = make_kind(ORDER, group="order", register="od", method="server_key", years=None)
    consent = make_kind(CONSENT, group="consent", register="consents", method="paper", years=5)
    return Catalogue(MappingProxyType({order.code: order, consent.code: consent}))


def make_request(
    key: str = "key-1",
    *,
    kind: str = ORDER,
    organisation_id: OrganisationId = SCHOOL,
    sign: bool = True,
    **data: object,
) -> DocumentRequest:
    return DocumentRequest(organisation_id, kind, {"subject": "Мельник О.С.", **data}, sign, key)


def make_new_document(
    seq: int = 1,
    *,
    organisation_id: OrganisationId = SCHOOL,
    kind: str = ORDER,
    title: str = "О закреплении пары",
    doc_date: date = date(2026, 11, 23),
    sign: bool = True,
) -> NewDocument:
    """A document to add by hand: `seq` gives it its id and its number."""
    register = Register("od", "{seq}-од")
    school = organisation_id.removeprefix("s-")
    return NewDocument(
        id=DocumentId(f"{seq:08x}-{school:0>4}-7000-8000-000000000000"),
        organisation_id=organisation_id,
        kind=kind,
        kind_version=1,
        template_sha256=hashlib.sha256(TEMPLATE).hexdigest(),
        template_version_id=None,
        number=make_number(seq, register, doc_date.year),
        doc_date=doc_date,
        title=title,
        data={"subject": title},
        requisites=make_requisites(),
        filing=Filing("01-05", "19а", "постоянно", None),
        signature_plan=HEAD_SIGNS if sign else (),
        created_by=CLERK.id,
        created_at=MONDAY,
    )


def make_version(number: int, owner: Owner = SCHOOLS_OWN, kind: str = ORDER) -> TemplateVersion:
    """A published template of which only the hash is there."""
    return TemplateVersion(
        id=TemplateVersionId(f"{owner.id}-{kind}-{number}"),
        owner=owner,
        kind=kind,
        number=number,
        sha256=hashlib.sha256(TEMPLATE).hexdigest(),
        kind_version=1,
        published_by=CLERK.id,
        published_at=MONDAY,
        note="",
    )


def make_number(seq: int, register: Register, year: int = 2026) -> Number:
    return register.number(year, seq)
