"""Server-side template injection: a template that wants to run code gets nowhere from any part."""

from collections.abc import Mapping

import pytest

from doc_templates.errors import FillingError, TemplateError
from doc_templates.filling import compile_template
from tests.assets import docx_packages as packages

PLACES = ("body", "table", "text_box", "properties", *packages.STORIES)

#: Known ways out of Jinja, and ways to make it work for ever.
PAYLOADS = (
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{{ joiner.__init__.__globals__.os.popen('id').read() }}",
    "{{ namespace.__init__.__globals__.os.popen('id').read() }}",
    "{{ lipsum.__globals__['os'].popen('id').read() }}",
    "{{ lipsum.__globals__ }}",
    "{{ self._TemplateReference__context.cycler.__init__.__globals__.os }}",
    "{{ self.__init__.__globals__.__builtins__ }}",
    "{{ ''.__class__.__mro__[1].__subclasses__()|length }}",
    "{{ ''.__class__ }}",
    "{{ ''['__class__'] }}",
    "{{ ''['__cla' ~ 'ss__'] }}",
    "{{ ''|attr('__class__') }}",
    "{{ ''|attr('\\x5f\\x5fclass\\x5f\\x5f') }}",
    "{{ [].__class__.__base__.__subclasses__() }}",
    "{{ {}.__class__.__base__ }}",
    "{{ ().__class__.__bases__[0] }}",
    "{{ (1).__class__ }}",
    "{{ data.__class__.__init__.__globals__ }}",
    "{{ data.__init__ }}",
    "{{ data['__class__'] }}",
    "{{ data.items.__globals__ }}",
    "{{ data.get('a') }}",
    "{{ data.pop('a') }}",
    "{{ data.update({'a': 1}) }}",
    "{{ items.append(1) }}",
    "{{ items.__iadd__([1]) }}",
    "{{ text.format(1) }}",
    "{{ '{0.__class__}'.format(text) }}",
    "{{ '{0.__class__.__init__.__globals__}'.format(data) }}",
    "{{ '{a.__class__}'.format_map({'a': text}) }}",
    "{{ '%s' % text }}",
    "{{ text.__format__('') }}",
    "{{ text.encode() }}",
    "{{ text.translate({}) }}",
    "{{ items|map(attribute='__class__')|first }}",
    "{{ items|map('attr', '__class__')|list }}",
    "{{ items|map(attribute='__class__.__mro__')|join }}",
    "{{ items|selectattr('__class__')|list }}",
    "{{ items|groupby('__class__')|list }}",
    "{{ items|sort(attribute='__class__')|first }}",
    "{{ loop.__class__ }}",
    "{% for i in items %}{{ loop.__init__.__globals__ }}{% endfor %}",
    "{% for i in items %}{{ loop._iterable }}{% endfor %}",
    "{{ range.__init__ }}",
    "{{ range(10000000)|list|length }}",
    "{{ range.__call__(1) }}",
    "{{ namespace().__class__ }}",
    "{{ caller() }}",
    "{{ url_for.__globals__ }}",
    "{{ get_flashed_messages.__globals__ }}",
    "{{ request.application.__globals__ }}",
    "{{ config.items() }}",
    "{{ env }}",
    "{{ environment.from_string('x') }}",
    "{{ _ }}",
    "{{ __builtins__ }}",
    "{% import 'os' as os %}",
    "{% include '/etc/passwd' %}",
    "{% from 'os' import popen %}",
    "{% extends '/etc/passwd' %}",
    "{{ 'a' * 200000000 }}",
    "{{ '%9999999d'|format(1) }}",
    "{% for a in range(999) %}{% for b in range(999) %}{{ a }}{% endfor %}{% endfor %}",
    "{% set x = cycler %}{{ x.__init__ }}",
    "{% with x = ''.__class__ %}{{ x }}{% endwith %}",
    "{% raw %}{{ &lt;w:altChunk/&gt; }}{% endraw %}",
    "{% filter safe %}{{ text }}{% endfilter %}",
    "{{ text|safe }}",
    "{% autoescape false %}{{ text }}{% endautoescape %}",
    "{{ text|tojson|safe }}",
)


@pytest.mark.parametrize("place", PLACES)
def test_no_payload_works_in_any_part_of_a_template(place: str) -> None:
    context = {"data": {"a": "б"}, "items": ["а", "б"], "text": "текст"}
    for payload in PAYLOADS:
        with pytest.raises(TemplateError):
            _fill(payload, place, context)


def _fill(payload: str, place: str, context: Mapping[str, object]) -> None:
    compile_template(_template(payload, place)).fill(context)
    pytest.fail(f"{payload} was printed")


def _template(payload: str, place: str) -> bytes:  # noqa: PLR0911 -- one per place
    text = packages.paragraph(payload)
    match place:
        case "body":
            return packages.make_docx(text)
        case "table":
            return packages.make_docx(f"<w:tbl><w:tr><w:tc>{text}</w:tc></w:tr></w:tbl>")
        case "text_box":
            return packages.make_docx(packages.text_box(payload))
        case "properties":
            return packages.make_docx(title=payload)
        case _:
            return _story(place, text)


def _story(place: str, text: str) -> bytes:
    parts = packages.make_parts()
    return packages.pack({**parts, packages.part_of(place): packages.story_part(place, text)})


@pytest.mark.parametrize(
    "text",
    [
        "{# {{ #}&lt;w:altChunk/&gt;}}",
        "{{ '}}' }}&lt;w:altChunk/&gt;{{ '{{' }}",
        "{% if '{{' %}&lt;w:altChunk/&gt;}}{% endif %}",
        "{{ '&lt;w:altChunk/&gt;' }}",
        "{{ '<w:altChunk/>' }}",
    ],
)
def test_a_template_cannot_write_markup_that_the_safety_gate_has_not_seen(text: str) -> None:
    body = f"<w:p><w:r><w:t>{text.replace('<', '&lt;').replace('/>', '/&gt;')}</w:t></w:r></w:p>"
    filled = compile_template(packages.make_docx(body)).fill({})
    assert b"<w:altChunk" not in packages.unpack(filled)["word/document.xml"]


def test_markup_in_data_is_text() -> None:
    template = compile_template(packages.make_text_docx("{{ text }}"))
    filled = template.fill({"text": "</w:t></w:r></w:p><w:altChunk/>"})
    assert b"<w:altChunk" not in packages.unpack(filled)["word/document.xml"]


def test_the_message_of_a_refusal_names_the_part() -> None:
    template = compile_template(_template("{{ missing }}", "footer"))
    with pytest.raises(FillingError) as caught:
        template.fill({})
    assert caught.value.part == "word/footer1.xml"
