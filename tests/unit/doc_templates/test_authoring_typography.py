import pytest

from doc_templates.authoring.typography import typeset_literal


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("приказ № 48-од", "приказ №\u00a048-од"),
        ("Приложение № 1", "Приложение\u00a0№\u00a01"),
        ("форма – пара", "форма\u00a0– пара"),
        ("от 29.12.2012 № 273-ФЗ", "от 29.12.2012 №\u00a0273\u2011ФЗ"),
        ("№ АЗ-1128/08/657", "№\u00a0АЗ\u20111128/08/657"),
        ("не менее 90 %", "не менее 90\u00a0%"),
        ("ИНН {{ org.inn }}", "ИНН\u00a0{{ org.inn }}"),
        ("приказ № {{ n }} – {{ what }}", "приказ №\u00a0{{ n }}\u00a0– {{ what }}"),
    ],
)
def test_what_belongs_together_is_not_torn_apart(written: str, printed: str) -> None:
    assert typeset_literal(written) == printed


def test_jinja_tags_are_left_alone() -> None:
    tag = '{{ {"a": "форма – № 1"}[kind] }} {%p if pairs|length > 3 – 1 %}'

    assert typeset_literal(tag) == tag
