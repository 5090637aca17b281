"""Documents of the library filled without a database, as text to read."""

import copy
import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

from doc_templates.acts import law_on
from doc_templates.catalogue import LIBRARY, load_catalogue
from doc_templates.completion import AskedName
from doc_templates.filling import CompiledTemplate, compile_template
from service.domain.filling import describe_signing
from service.domain.signatures import PlannedSignature
from tests.docx_text import read_text

CATALOGUE: Final = load_catalogue()
MUNICIPALITY: Final = Path(__file__).parents[1] / "service/demo/data/municipality.json"
ORGANISATION: Final = json.loads((LIBRARY / "organisation.json").read_text("utf-8"))


def get_sample(code: str) -> dict[str, Any]:
    """A copy of the sample data of a kind, to change freely."""
    return copy.deepcopy(dict(CATALOGUE.get_kind(code).sample))


def fill(
    code: str,
    data: Mapping[str, Any],
    organisation: Mapping[str, str] = ORGANISATION,
    plan: Sequence[PlannedSignature] = (),
) -> str:
    """Return the text of the document, a paragraph per line, without what holds lines together."""
    return read_text(fill_docx(code, data, organisation, plan))


def fill_docx(
    code: str,
    data: Mapping[str, Any],
    organisation: Mapping[str, str] = ORGANISATION,
    plan: Sequence[PlannedSignature] = (),
) -> bytes:
    """Return the document itself."""
    date = dt.date.fromisoformat(data["doc_date"])
    doc = {"number": "57-од", "date": date, "place": organisation["settlement"]}
    law = law_on(date).as_context()
    given = {"org": organisation, "doc": doc, "law": law, "signing": describe_signing(plan)}
    return _get_template(code).fill({**data, **given})


def without_optional(node: object, schema: Mapping[str, Any], root: Mapping[str, Any]) -> object:
    """Drop from data whatever its schema does not require."""
    while "$ref" in schema:
        schema = root["$defs"][schema["$ref"].rpartition("/")[2]]
    if isinstance(node, dict) and "properties" in schema:
        required = _list_required(schema)
        return {
            key: without_optional(value, schema["properties"][key], root)
            for key, value in node.items()
            if key in required or key == "doc_date"
        }
    if isinstance(node, list) and "items" in schema:
        return [without_optional(one, schema["items"], root) for one in node]
    return node


def _list_required(schema: Mapping[str, Any]) -> set[str]:
    """What is always required, and what is under a condition."""
    conditions = (schema, *schema.get("allOf", []))
    outcomes = (rule.get(word, {}) for rule in conditions for word in ("then", "else"))
    rules = [schema, *outcomes]
    return {name for rule in rules for name in rule.get("required", [])}


@cache
def _get_template(code: str) -> CompiledTemplate:
    return compile_template(CATALOGUE.get_kind(code).template)


#: People of the samples whose names the norm leaves to themselves: a person has confirmed them.
CONTESTED: Final = {
    "Воробей Денис Глебович",
    "Гулиа Анри",
    "Заяц Фома Лукич",
    "Ким Ен Сук",
    "Кузнец Пётр Павлович",
    "Лобок Никита Саввич",
    "Салават Айгуль Рафаэлевна",
}


def confirm_contested(_keys: Iterable[AskedName]) -> Mapping[AskedName, Mapping[str, str]]:
    """What an organisation knows whose people have confirmed their contested names."""
    people = json.loads(MUNICIPALITY.read_text("utf-8"))["people"]
    return {
        AskedName("person", one["fio"]["nom"], one["gender"]): {
            case: form for case, form in one["fio"].items() if case != "nom"
        }
        for one in people
        if one["fio"]["nom"] in CONTESTED
    }
