"""The trial: a template is filled with all that its kind takes, and with as little as it may."""

from dataclasses import replace

import pytest

from doc_templates.catalogue import Kind, validate
from doc_templates.linting.trial import FULL, LEAST, samples
from tests.linting import CATALOGUE, ORDER, codes, lint, only, with_text


@pytest.mark.parametrize(
    "text",
    [
        "{{ controller.fio.nom }}",
        "{{ registry_due|date }}",
        "{% for p in pairs %}{{ p.external_basis.number }}{% endfor %}",
    ],
)
def test_an_optional_field_without_a_condition_fails_the_trial(text: str) -> None:
    found = only(lint(with_text(text)), "trial_failed")
    assert "is defined" in found.message
    assert found.place.paragraph == 1


def test_a_detail_that_only_an_optional_person_may_lack_is_tried_as_well() -> None:
    text = "{% if controller is defined %}{{ controller.workplace_gen }}{% endif %}"
    assert "trial_failed" in codes(lint(with_text(text)))


@pytest.mark.parametrize("kind", CATALOGUE.list_kinds(), ids=lambda kind: kind.code)
def test_every_kind_is_tried_with_less_than_its_sample(kind: Kind) -> None:
    tried = samples(kind)
    assert tried[FULL] == kind.sample
    assert tried[LEAST].keys() < kind.sample.keys()
    for data in tried.values():
        validate(kind, data)


def test_as_little_as_possible_is_found_where_one_field_asks_for_another() -> None:
    schema = {
        "type": "object",
        "properties": {
            "a": {"type": "string"},
            "b": {"type": "string"},
            "list": {"type": "array", "items": {"type": "object", "properties": {"c": {}}}},
        },
        "required": ["list"],
        "anyOf": [{"required": ["a"]}, {"required": ["b"]}],
    }
    sample = {"a": "1", "b": "2", "list": [{"c": 1}, {"c": 2}]}
    kind = replace(ORDER, schema=schema, sample=sample)
    assert samples(kind)[LEAST] == {"b": "2", "list": [{}, {}]}


def test_a_filter_that_does_not_suit_its_value_fails_the_trial() -> None:
    found = only(lint(with_text("{{ payments|date }}")), "trial_failed")
    assert "payments" in found.message


def test_a_template_that_never_ends_fails_the_trial() -> None:
    endless = "{% for a in range(999) %}{% for b in range(999) %}x{% endfor %}{% endfor %}"
    assert "слишком долго" in only(lint(with_text(endless)), "trial_failed").message
