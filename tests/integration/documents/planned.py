"""Documents whose signers are planned to sign electronically, filled and ready to be converted."""

import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from doc_templates.catalogue import Kind
from doc_templates.filling import compile_template
from service.domain.filling import filling_context
from service.domain.organisations import Requisites
from service.domain.signatures import Method, PlannedSignature
from tests.demo_pack import CATALOGUE, fill_pack
from tests.integration.documents.conftest import CHECK_URL, WIDE, Printed, read_author, write_docx

LONG_NAME: Final = "А.В. Преображенская-Глинская"
MIXED: Final = {
    "personalized_program": "mentee",
    "program_agreement_sheet": "mentee",
    "program_completion_report": "mentee",
    "employment_supplement_mentoring": "head",
}
"""A kind where this role signs by a pen and the others by keys."""
PEOPLE: Final = ("signer", "curator", "responsible", "prepared_by")


def plan(kind: Kind, data: Mapping[str, Any], method: Method) -> list[PlannedSignature]:
    rules = kind.signers_for(data)
    return [PlannedSignature(rule.role, rule.bookmark, method) for rule in rules]


def fill(
    folder: Path,
    key: str,
    kind: Kind,
    data: Mapping[str, Any],
    signatures: Sequence[PlannedSignature],
    organisation: Requisites | None = None,
) -> Printed:
    requisites = organisation or read_author(kind)
    day = dt.date.fromisoformat(data.get("doc_date", "2025-09-24"))
    context = filling_context(data, requisites, number="57-од", doc_date=day, plan=signatures)
    code = CHECK_URL if kind.public_check else None
    docx = compile_template(kind.template).fill(context, code)
    return Printed(kind, data, requisites, docx, write_docx(docx, folder, key))


def strain(kind: Kind) -> Mapping[str, Any]:
    """The sample with a long position and a long surname wherever a signer has one."""
    data: dict[str, Any] = json.loads(json.dumps(kind.sample))
    for name in PEOPLE:
        if name in data:
            data[name]["position"] = WIDE
            data[name]["initials_before"] = LONG_NAME
    return data


def fill_all(folder: Path) -> Iterator[tuple[str, Printed]]:
    """Every kind; with long names; with one pen among the keys; the schools that strain."""
    for kind in CATALOGUE.list_kinds():
        if not kind.signers:
            continue
        keys = plan(kind, kind.sample, Method.OWN_TOKEN)
        yield kind.code, fill(folder, kind.code, kind, kind.sample, keys)
        if any(name in kind.sample for name in PEOPLE):
            long = f"long/{kind.code}"
            yield long, fill(folder, long, kind, strain(kind), keys)
        if kind.code in MIXED:
            key = f"mixed/{kind.code}"
            some = [one for one in keys if one.role != MIXED[kind.code]]
            yield key, fill(folder, key, kind, kind.sample, some)
    for one in fill_pack():
        kind = CATALOGUE.get_kind(one.planned.kind)
        if kind.group != "order":
            keys = plan(kind, one.data, Method.SERVER_KEY)
            key = one.planned.key
            yield key, fill(folder, key, kind, one.data, keys, one.organisation)
