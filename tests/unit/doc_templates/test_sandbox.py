import time

import pytest
from jinja2.exceptions import TemplateAssertionError

from doc_templates import sandbox
from doc_templates.errors import FillingError
from doc_templates.language import MAX_BLOCKS, MAX_DEPTH
from doc_templates.sandbox import MAX_RANGE, compile_text, render


def _render(source: str, **context: object) -> str:
    return render(compile_text(source, markup=False), context)


@pytest.mark.parametrize(
    ("source", "printed"),
    [
        ("{{ person.fio.gen }}", "Цоя"),
        ("{{ person['fio']['gen'] }}", "Цоя"),
        ("{{ names|join(', ') }}", "а, б"),
        ("{{ names|map('upper')|join_and }}", "А и Б"),
        ("{% for n in names %}{{ loop.index }}{{ n }}{{ '' if loop.last else ';' }}{% endfor %}",
         "1а;2б"),
        ("{% for n in names|reverse %}{{ n }}{% endfor %}", "ба"),
        ("{% for n in range(3) %}{{ n }}{% endfor %}", "012"),
        ("{% for n in names %}{{ loop.cycle('x', 'y') }}{% endfor %}", "xy"),
        ("{% for n in [] %}{% else %}пусто{% endfor %}", "пусто"),
        ("{% set total = names|length %}{{ total + 1 }}", "3"),
        (("{% set ns = namespace(n=0) %}{% for n in names %}{% set ns.n = ns.n + 1 %}{% endfor %}"
         "{{ ns.n }}"), "2"),
        ("{{ missing|default('–') }}", "–"),
        ("{% if missing is defined %}да{% else %}нет{% endif %}", "нет"),
        ("{{ 'а' ~ names[0] ~ 5 }}", "аа5"),
        ("{{ 'а' + names[0] }}", "аа"),
        ("{{ {'a': 'первый'}['a'] }}", "первый"),
        ("{% if names[0].startswith('а') %}да{% endif %}", "да"),
        ("{{ people|selectattr('mode', 'equalto', 'x')|list|length }}", "1"),
        ("{{ '2025-09-05'|date }}", "05.09.2025"),
        ("{% with %}{% set a = 'б' %}{{ a }}{% endwith %}", "б"),
        ("{# примечание #}", ""),
    ],
)  # fmt: skip
def test_templates_can_say_what_documents_need(source: str, printed: str) -> None:
    people = [{"mode": "x"}, {"mode": "y"}]
    person = {"fio": {"gen": "Цоя"}}
    assert _render(source, person=person, names=["а", "б"], people=people) == printed


@pytest.mark.parametrize("field", ["items", "keys", "values", "get", "copy", "pop", "update"])
def test_a_field_named_like_a_method_is_a_field(field: str) -> None:
    assert _render(f"{{{{ data.{field} }}}}", data={field: "поле"}) == "поле"
    assert _render(f"{{% if data.{field} is defined %}}да{{% endif %}}", data={}) == ""


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("{{ missing }}", "missing"),
        ("{{ person.missing }}", "person.missing"),
        ("{{ person.missing.deeper }}", "missing"),
        ("{{ missing.deeper }}", "missing"),
        ("{{ nothing }}", "nothing"),
        ("{{ person.nothing }}", "person.nothing"),
        ("{{ person['nothing'] }}", "person[nothing]"),
        ("{{ nothing|date }}", "nothing"),
        ("{{ person.missing|date }}", "person.missing"),
        ("{{ missing|upper }}", "missing"),
        ("{{ nothing|length }}", "nothing"),
        ("{{ 'а' ~ nothing }}", "nothing"),
        ("{{ 'а' ~ person.missing }}", "person.missing"),
        ("{{ 'а' + missing }}", "missing"),
        ("{{ person.nothing if person else 'б' }}", "person.nothing"),
        ("{{ names[7] }}", "names[7]"),
        ("{{ [][0] }}", "list[0]"),
        ("{{ nothing|default('–') }}", "nothing"),
        ("{% for n in missing %}{% endfor %}", "missing"),
        ("{% for n in person.nothing %}{% endfor %}", "person.nothing"),
        ("{% for n in names %}{{ n.missing }}{% endfor %}", "n.missing"),
        ("{% if missing %}{% endif %}", "missing"),
        ("{% if missing == 1 %}{% endif %}", "missing"),
        ("{% if person.missing > 3 %}{% endif %}", "missing"),
    ],
)
def test_a_value_that_is_not_there_is_named_and_never_printed(source: str, name: str) -> None:
    with pytest.raises(FillingError) as caught:
        _render(source, person={"nothing": None, "fio": "я"}, nothing=None, names=["а"])
    assert caught.value.variable == name
    assert name in caught.value.message
    assert caught.value.code == "template_filling_failed"


@pytest.mark.parametrize(
    "value",
    [{}, [], True, 1.5, object(), b"bytes", "\ud800", "\x00", "a\tb", "\U0001f600", "\ufffe"],
)
def test_a_value_that_a_document_cannot_hold_is_named(value: object) -> None:
    with pytest.raises(FillingError) as caught:
        _render("{{ person.x }}", person={"x": value})
    assert caught.value.variable == "person.x"


def test_a_filter_that_does_not_suit_the_value_names_the_value_but_does_not_show_it() -> None:
    with pytest.raises(FillingError) as caught:
        _render("{{ person.born|date }}", person={"born": "Тайный"})
    assert caught.value.variable == "person.born"
    assert "Тайный" not in caught.value.message + caught.value.detail + str(caught.value)


def _growing(step: str, start: str = "'абвг'") -> str:
    return (
        f"{{% set ns = namespace(x={start}) %}}{{% for i in range(60) %}}"
        f"{{% set ns.x = {step} %}}{{% endfor %}}"
    )


def _nested(inner: str) -> str:
    return (
        f"{{% for a in range(999) %}}{{% for b in range(40) %}}{inner}{{% endfor %}}{{% endfor %}}"
    )


@pytest.mark.parametrize(
    "source",
    [
        "{% for a in range(999) %}{% for b in range(999) %}{% endfor %}{% endfor %}",
        _nested("{% for c in [] %}{% endfor %}"),
        _nested("текст " * 200),
        f"{{{{ range({MAX_RANGE + 1})|length }}}}",
        "{{ 'а' * 1000000 }}",
        "{{ ['а'] * 1000000 }}",
        "{{ 9 ** 9 ** 9 }}",
        "{{ 10000000000 * 10000000000 }}",
        "{{ '%9999999d' % 1 }}",
        "{{ '{:999999999}'.format(1) }}",
        "{{ 'а'.ljust(999999999) }}",
        "{{ 'а'|center(999999999) }}",
        "{{ '%999999999d'|format(1) }}",
        "{{ [1]|batch(999999999, 'x')|list|length }}",
        "{{ [[1]]|sum(start=[]) }}",
        _growing("ns.x ~ ns.x"),
        _growing("ns.x + ns.x"),
        _growing("[ns.x, ns.x]|join"),
        _growing("[[ns.x, ns.x]]|map('join')|first"),
        _growing("ns.x * ns.x", start="9"),
    ],
)
def test_the_work_of_a_template_is_bounded(source: str) -> None:
    with pytest.raises(FillingError):
        _render(source)


@pytest.mark.parametrize(
    "source",
    [
        "{% macro m() %}{% endmacro %}",
        "{% include 'x' %}",
        "{% import 'x' as x %}",
        "{% extends 'x' %}",
        "{% block x %}{% endblock %}",
        "{% filter upper %}{% endfilter %}",
        "{% set x %}<w:p/>{% endset %}",
        "{% autoescape false %}{% endautoescape %}",
        "{% for x in y recursive %}{% endfor %}",
        "{{ x|safe }}", "{{ x|attr('y') }}", "{{ x|random }}", "{{ x|tojson }}", "{{ x|xmlattr }}",
        "{{ x() }}", "{{ x.y() }}", "{{ x|unknown }}", "{{ x is unknown }}", "{{ cycler('a') }}",
        "{{ lipsum() }}", "{{ dict(a=1) }}", "{{ joiner() }}", "{{ self.x() }}", "{{ super() }}",
        "{{ x", "{% if x %}", "{% endfor %}", "{{ x | }}", "{{ }}",
        "{{" + "(" * 3000 + "x" + ")" * 3000 + "}}",
    ],
)  # fmt: skip
def test_what_is_not_in_the_language_is_refused_when_it_is_compiled(source: str) -> None:
    with pytest.raises(FillingError) as caught:
        compile_text(source, markup=True)
    assert caught.value.code == "template_filling_failed"


def test_a_refusal_keeps_its_cause_for_the_log() -> None:
    with pytest.raises(FillingError) as caught:
        compile_text("{{ x|safe }}", markup=True)
    assert isinstance(caught.value.__cause__, TemplateAssertionError)


def test_a_template_cannot_change_the_data() -> None:
    data = {"list": [1], "map": {"a": 1}}
    for source in ("{{ list.append(2) }}", "{{ map.update(a=2) }}", "{{ map.clear() }}"):
        with pytest.raises(FillingError):
            _render(source, **data)
    assert data == {"list": [1], "map": {"a": 1}}


def test_a_rendering_has_an_end_in_time_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "MAX_SECONDS", 0.1)
    one, other = ([{"a": str(n)} for n in range(2_000)] for _ in range(2))
    began = time.thread_time()
    with pytest.raises(FillingError) as caught:
        _render(_nested("{% if one == other %}{% endif %}"), one=one, other=other)
    assert caught.value.detail == "too much time"
    assert time.thread_time() - began < 2


@pytest.mark.parametrize(
    "step",
    [
        "{{ one|sort(attribute='a')|length }}",
        "{% if one is eq other %}{% endif %}",
        "{% set x = one ~ '' if false else 1 %}",
        "{{ 'а' ~ 'б' }}",
        "",
    ],
)
def test_whatever_a_loop_repeats_stops_when_time_is_up(
    step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    template = compile_text(_nested(step), markup=True)
    monkeypatch.setattr(sandbox, "MAX_SECONDS", 0.0)
    one = [{"a": str(n)} for n in range(50)]
    with pytest.raises(FillingError) as caught:
        render(template, {"one": one, "other": list(one)})
    assert caught.value.detail == "too much time"


def test_blocks_may_lie_in_each_other_but_not_for_ever() -> None:
    def nested(count: int) -> str:
        return "{% for a in r %}{{ loop.index }}" * count + "{% endfor %}" * count

    assert _render(nested(MAX_BLOCKS), r=["а"]) == "1" * MAX_BLOCKS
    for source in (nested(MAX_BLOCKS + 1), "{{ " + "-" * (MAX_DEPTH + 1) + "1 }}"):
        with pytest.raises(FillingError):
            compile_text(source, markup=True)
