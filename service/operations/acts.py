"""Which acts a document rests on, for the rule about acts in force (V19)."""

from collections.abc import Iterator, Mapping

from doc_templates.acts import Act, find_act, load_acts
from doc_templates.catalogue import Kind
from service.domain.pack.facts import ActFacts
from service.domain.reading import list_objects, read_date, read_text


def cited_acts(kind: Kind | None, data: Mapping[str, object]) -> tuple[ActFacts, ...]:
    """The acts of the kind's wording, and those that the data names by number and date.

    A number alone says nothing: an order of the school may be № 77 as well.
    """
    own = () if kind is None else [load_acts()[code] for code in kind.acts]
    return tuple(map(_facts, dict.fromkeys([*own, *_named(data)])))


def _named(data: Mapping[str, object]) -> Iterator[Act]:
    for value in list_objects(data):
        if number := read_text(value, "number"):
            act = find_act(number)
            if act is not None and act.date == read_date(value, "date"):
                yield act


def _facts(act: Act) -> ActFacts:
    return ActFacts(act.title, act.number, act.date, act.valid_from, act.valid_to)
