"""Names, filters and calls: what the language of templates has, and what a slip was meant for."""

import pytest

from doc_templates.linting.findings import Area, Report
from tests.linting import CONSENT, codes, first, lint, with_text


@pytest.mark.parametrize(
    ("text", "written", "meant"),
    [
        ("{{ curatr.fio.nom }}", "curatr", "curator"),
        ("{{ Curator.fio.nom }}", "Curator", "curator"),
        ("{{ curator.foi.nom }}", "curator.foi", "curator.fio"),
        ("{{ org.short_nam }}", "org.short_nam", "org.short_name"),
        ("{{ doc.numer }}", "doc.numer", "doc.number"),
        ("{{ law.mentoring_artcle }}", "law.mentoring_artcle", "law.mentoring_article"),
        ("{% for p in pairs %}{{ p.perod.start }}{% endfor %}", "p.perod", "p.period"),
        (
            "{% for p in pairs %}{% for m in p.mentors %}{{ m.fio.non }}{% endfor %}{% endfor %}",
            "m.fio.non",
            "m.fio.nom",
        ),
        ("{{ pairs[0].mentors[0].fio.nam }}", "mentors[0].fio.nam", "fio.nom"),
        ("{{ curator['positon'] }}", "curator[positon]", "position"),
        ("{% if controler is defined %}{% endif %}", "controler", "controller"),
        ("{{ pairs|selectattr('mod', 'equalto', 'group')|list|length }}", "mod", "mode"),
        ("{{ pairs|map(attribute='period.strt')|join }}", "period.strt", "period.start"),
        ("{{ сurator.fio.nom }}", "сurator", "русские буквы"),
    ],
)
def test_a_misspelt_name_is_found_and_the_right_one_suggested(
    text: str, written: str, meant: str
) -> None:
    found = first(lint(with_text(text)), "unknown_variable")
    assert written in found.message
    assert meant in found.message
    assert (found.place.area, found.place.paragraph) == (Area.BODY, 1)


def test_a_name_like_no_other_brings_the_names_that_there_are() -> None:
    message = first(lint(with_text("{{ curator.zzz }}")), "unknown_variable").message
    assert "Здесь есть: fio, gender" in message


def test_a_name_of_another_kind_of_document_is_unknown_here() -> None:
    report = lint(with_text("{{ mentee.fio.nom }}"))
    assert codes(report) == {"unknown_variable"}
    assert lint(with_text("{{ mentee.fio.nom }}", CONSENT), CONSENT) == Report(())


@pytest.mark.parametrize(
    "text",
    [
        "{% set boss = curator %}{{ boss.fio.nom }}",
        "{% with who = curator %}{{ who.fio.nom }}{% endwith %}",
        "{% set ns = namespace(n=0) %}{% for p in pairs %}{% set ns.n = loop.index %}{% endfor %}",
        "{% for p in pairs %}{{ loop.index }}{% if not loop.last %}, {% endif %}{% endfor %}",
        "{{ pairs|map(attribute='period.start')|first|date }}",
        "{{ {'supplements': 'а', 'separate_order': 'б', 'none': 'в'}[payments] }}",
        "{{ 'а' if pairs|length > 1 else 'б' }}",
        "{{ (pairs|first).period.start|long_date }}",
        "{% for p in pairs if p.mode == 'group' %}{{ p.period.end|date }}{% else %}нет{% endfor %}",
        "{% for n in range(3) %}{{ n + 1 }}{% endfor %}",
        "{{ controller.fio.acc if controller is defined else '' }}",
        "{# замечание {{ нет такого }} #}",
        "{_{ скобки }_} и { одна",
    ],
)
def test_what_is_in_the_language_is_not_complained_about(text: str) -> None:
    assert lint(with_text(text)) == Report(())


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{{ curator }}", "not_printable"),
        ("{{ pairs }}", "not_printable"),
        ("{% for x in curator %}{% endfor %}", "not_a_list"),
        ("{% for x in program_due %}{% endfor %}", "not_a_list"),
        ("{{ curator.fio.nom|dat }}", "unknown_filter"),
        ("{{ curator.fio.nom|safe }}", "forbidden_filter"),
        ("{{ curator.fio.nom|attr('x') }}", "forbidden_filter"),
        ("{{ curator.fio.nom.upper() }}", "forbidden_call"),
        ("{{ lipsum() }}", "forbidden_call"),
        ("{{ curator is strange }}", "forbidden_call"),
        ("{% macro m() %}", "forbidden_tag"),
        ("{% include 'x' %}", "forbidden_tag"),
        ("{% raw %}", "forbidden_tag"),
        ("{% vm %}", "forbidden_tag"),
    ],
)
def test_what_is_not_in_the_language_is_an_error(text: str, code: str) -> None:
    found = first(lint(with_text(text)), code)
    assert found in lint(with_text(text)).errors
    assert found.place.paragraph == 1


def test_a_filter_that_is_nearly_right_is_suggested() -> None:
    found = first(lint(with_text("{{ program_due|long_dat }}")), "unknown_filter")
    assert "long_date" in found.message
