"""A region's worth of documents: those of one school, which went all the way, copied to hundreds.

Every copy has rows in `documents`, `archive_entries` and the audit trail, whose chains hold, and
its files in the archive of its school (hard links).
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from service.database.engine import open_engines
from service.database.schema import (
    archive_entries,
    audit_events,
    audit_heads,
    document_gists,
    documents,
)
from service.domain.audit import GENESIS, Event, chain
from service.domain.ids import DocumentId, MunicipalityId, OrganisationId
from service.domain.organisations import Municipality
from service.domain.pack.gist import take_gist
from service.domain.search import searchable
from tests.e2e.installation import SCHOOL, Installation

KINDS: Final = (
    *("order_approve_regulation", "order_appoint_curator", "order_assign_pairs"),
    *("order_approve_programs", "consent_mentor_participation", "personalized_program"),
)
SCHOOLS_OF_MUNICIPALITY: Final = 20
_SURNAMES: Final = ("Груша", "Цой", "Ковтун", "Петрова", "Соколова-Мельник", "Бонч-Заозёрный")
_ACTIONS: Final = ("document:registered", "document:converted", "document:archived")
_FIRST_DAY: Final = date(2021, 9, 1)


@dataclass(frozen=True)
class _Original:
    """A document that was really made: its rows."""

    document: Mapping[str, Any]
    entry: Mapping[str, Any]


def fill_house(grif: Installation, schools: int, documents_each: int) -> list[OrganisationId]:
    """Copy one of every kind to `schools` schools, `documents_each` to each; return the schools."""
    for kind in KINDS:
        grif.post(kind, f"original-{kind}", sign=kind.startswith("order"))
    grif.await_settled(120)
    names = [OrganisationId(f"school-{number:03}") for number in range(schools)]
    _open_schools(grif, names)
    engine, reader = open_engines(grif.settings.database)
    try:
        with engine.begin() as connection:
            originals = _read_originals(connection)
            for name in names:
                _copy_files(grif.settings.archive, name)
                _copy_rows(connection, originals, name, documents_each)
        with engine.begin() as connection:
            connection.execute(sa.text("ANALYZE"))
    finally:
        engine.dispose()
        reader.dispose()
    return names


def municipality_of(number: int) -> MunicipalityId:
    """Where the school of this number, from 0, is."""
    return MunicipalityId(f"m-{number // SCHOOLS_OF_MUNICIPALITY + 10}")


def _open_schools(grif: Installation, names: Sequence[OrganisationId]) -> None:
    with grif.services.database.transaction() as tx:
        first = next(one for one in tx.organisations.list_all() if one.id == SCHOOL)
        for number, name in enumerate(names):
            municipality = municipality_of(number)
            if number % SCHOOLS_OF_MUNICIPALITY == 0:
                tx.organisations.add_municipality(Municipality(municipality, "Вымышленный округ"))
            tx.organisations.add(replace(first, id=name, municipality_id=municipality))


def _read_originals(connection: Connection) -> list[_Original]:
    found = {
        row["document_id"]: dict(row)
        for row in connection.execute(sa.select(archive_entries)).mappings()
    }
    rows = connection.execute(sa.select(documents)).mappings()
    return [_Original(dict(row), found[row["id"]]) for row in rows]


def _copy_files(archive: Path, name: OrganisationId) -> None:
    for file in (archive / SCHOOL).rglob("*"):
        copy = archive / name / file.relative_to(archive / SCHOOL)
        if file.is_file():
            copy.parent.mkdir(parents=True, exist_ok=True)
            os.link(file, copy)


def _copy_rows(
    connection: Connection, originals: Sequence[_Original], name: OrganisationId, count: int
) -> None:
    copies = [_copy(originals, name, number) for number in range(count)]
    events = list(_chain(name, copies))
    head = {"organisation_id": name, "seq": len(events), "hash": events[-1]["hash"]}
    connection.execute(sa.insert(documents), [one.document for one in copies])
    connection.execute(sa.insert(document_gists), [_take_gist(one) for one in copies])
    connection.execute(sa.insert(archive_entries), [one.entry for one in copies])
    connection.execute(sa.insert(audit_events), events)
    connection.execute(sa.insert(audit_heads), [head])


def _copy(originals: Sequence[_Original], name: OrganisationId, number: int) -> _Original:
    """A school's document: most are consents and programmes, four orders a year."""
    place = number % 80
    original = originals[place] if place < len(originals) else originals[-1 - place % 2]
    day = _FIRST_DAY + timedelta(days=number * 3 % 1800)
    title = f"{original.document['title']} ({_SURNAMES[number % len(_SURNAMES)]} {number})"
    said = {
        "organisation_id": name,
        "number": f"{number + 1}-н",
        "doc_date": day,
        "year": day.year,
        "title": title,
        "search_text": searchable(f"{number + 1}-н", title),
    }
    moment = f"{day}T08:{number % 60:02}:00.{number:06}Z"
    own = {"id": f"{name}-{number:05}", "register": "n", "seq": number + 1}
    times = {"created_at": moment, "updated_at": moment, "check_token": None}
    entry = {"document_id": own["id"], "archived_at": moment}
    return _Original(
        {**original.document, **said, **own, **times}, {**original.entry, **said, **entry}
    )


def _take_gist(copy: _Original) -> dict[str, Any]:
    gist = take_gist(copy.document["data"])
    owner = copy.document["organisation_id"]
    return {"document_id": copy.document["id"], "organisation_id": owner, "gist": gist}


def _chain(name: OrganisationId, copies: Sequence[_Original]) -> Iterator[dict[str, Any]]:
    previous, seq = GENESIS, 0
    for copy in copies:
        for action in _ACTIONS:
            seq += 1
            event = Event(action, "key:full-house", DocumentId(copy.document["id"]), {})
            item = chain(name, seq, copy.document["created_at"], event, previous)
            previous = item.hash
            yield {
                "organisation_id": name,
                "seq": seq,
                "at": item.at,
                "action": action,
                "actor": event.actor,
                "document_id": event.document_id,
                "detail": {},
                "previous_hash": item.previous_hash,
                "hash": item.hash,
            }
