"""Templates of one's own after an update that brought another version of their kind."""

from dataclasses import replace
from types import MappingProxyType

import pytest

from doc_templates.catalogue import Catalogue, Kind
from service.domain.errors import ConflictError
from service.operations.requests import DocumentRequest
from service.operations.templates import Publication, TemplateDesk
from tests.factories import CLERK, SCHOOL
from tests.fakes import FakeQueue
from tests.own_templates import CODE, KIND, LIBRARY, OURS, edited, make_desk, register, sha256


def _moved_on(templates: TemplateDesk, kind: Kind) -> TemplateDesk:
    """The same desk after an update that brought a new version of the kind."""
    kinds = MappingProxyType({**LIBRARY.kinds, kind.code: kind})
    return replace(templates, catalogue=Catalogue(kinds), _verdicts={})


def _without_field(name: str) -> Kind:
    """The next version of the kind, whose people lack a field."""
    schema = {**KIND.schema}
    properties = {k: v for k, v in dict(schema["properties"]).items() if k != name}  # type: ignore[call-overload]  # a schema is JSON
    schema["properties"] = properties
    return replace(KIND, version=KIND.version + 1, schema=schema)


def test_a_template_of_an_older_version_is_checked_again_and_goes_on_when_it_suits(
    templates: TemplateDesk, queue: FakeQueue
) -> None:
    templates.publish(CLERK, Publication(OURS, CODE, edited("школа")))
    newer = _moved_on(templates, replace(KIND, version=KIND.version + 1))

    document = register(make_desk(newer, queue), "1")

    assert document.template_sha256 == sha256(edited("школа"))
    assert document.kind_version == KIND.version + 1
    assert not newer.is_outdated(newer.list_versions(CLERK, None, None)[0])


def test_a_template_that_no_longer_suits_its_kind_is_never_used_silently(
    templates: TemplateDesk, queue: FakeQueue
) -> None:
    uses = edited("{% if doc_date is defined %}{{ doc_date|date }}{% endif %}")
    version = templates.publish(CLERK, Publication(OURS, CODE, uses))
    newer = _moved_on(templates, _without_field("doc_date"))
    documents = make_desk(newer, queue)
    data = {key: value for key, value in KIND.sample.items() if key != "doc_date"}
    request = DocumentRequest(SCHOOL, CODE, data, sign=False, idempotency_key="1")

    with pytest.raises(ConflictError) as caught:
        documents.register_document(CLERK, request)

    assert caught.value.code == "template_outdated"
    assert newer.is_outdated(version)
    newer.withdraw(CLERK, OURS, CODE)
    assert documents.register_document(CLERK, request).number.seq == 1
