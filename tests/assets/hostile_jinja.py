"""Templates that pass the safety gate and do harm by their tags: all fail to compile or to fill."""

from collections.abc import Iterator
from typing import Final

from tests.assets.docx_packages import make_docx, make_parts, pack, paragraph, part_of, story_part
from tests.assets.hostile_docx import Hostile

_FAILED: Final = "template_filling_failed"
_MANY: Final = 3_000

_DOUBLING: Final = (
    "{% set n = namespace(x='ab') %}{% for i in range(60) %}{% set n.x = n.x ~ n.x %}{% endfor %}"
)

#: What is odd about it, and the tag.
ATTACKS: Final = {
    "class_of_text": ("the class of a text", "{{ ''.__class__ }}"),
    "class_by_index": ("the class of a text, by index", "{{ ''['__class__'] }}"),
    "class_by_pieces": ("the class of a text, put together", "{{ ''['__cla' ~ 'ss__'] }}"),
    "class_by_filter": ("the class of a text, by a filter", "{{ ''|attr('__class__') }}"),
    "class_by_map": ("the class of items, by map", "{{ items|map(attribute='__class__')|list }}"),
    "class_by_sort": ("the class of items, by sort", "{{ items|sort(attribute='__class__') }}"),
    "class_by_group": ("the class of items, by groupby", "{{ items|groupby('__class__')|list }}"),
    "class_by_format": ("the class of a text, by a format", "{{ '{0.__class__}'.format(text) }}"),
    "class_by_percent": ("a text by percent signs", "{{ '%s' % text }}"),
    "subclasses": ("all classes", "{{ ().__class__.__bases__[0].__subclasses__() }}"),
    "lipsum": ("a command by lipsum", "{{ lipsum.__globals__['os'].popen('id').read() }}"),
    "cycler": ("a command by cycler", "{{ cycler.__init__.__globals__.os.popen('id').read() }}"),
    "joiner": ("a command by joiner", "{{ joiner.__init__.__globals__.os }}"),
    "namespace": ("the globals of namespace", "{{ namespace.__init__.__globals__ }}"),
    "self": ("the template itself", "{{ self.__init__.__globals__ }}"),
    "caller": ("the globals of a loop", "{% for i in items %}{{ loop.__init__ }}{% endfor %}"),
    "open_file": ("a file by an import", "{% include '/etc/passwd' %}"),
    "import": ("a module", "{% import 'os' as os %}"),
    "extends": ("a template from a file", "{% extends '/etc/passwd' %}"),
    "macro": ("a macro that calls itself", "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}"),
    "recursive": ("a loop that calls itself", "{% for i in items recursive %}{% endfor %}"),
    "set_block": ("a text that is not escaped", "{% set x %}<w:p/>{% endset %}{{ x|safe }}"),
    "autoescape": ("escaping switched off", "{% autoescape false %}x{% endautoescape %}"),
    "raw": ("a raw block", "{% raw %}{{ x }}{% endraw %}"),
    "change_data": ("data that changes", "{{ data.update({'a': 1}) }}"),
    "range": ("a billion turns", "{% for i in range(10**9) %}x{% endfor %}"),
    "range_list": ("a list of ten million", "{{ range(10000000)|list|length }}"),
    "loops": (
        "loops in loops",
        "{% for a in range(999) %}{% for b in range(999) %}{% endfor %}{% endfor %}",
    ),
    "repeat": ("a text a billion times", "{{ 'a' * 1000000000 }}"),
    "power": ("a tower of powers", "{{ 9 ** 9 ** 9 ** 9 }}"),
    "pad": ("a text padded to a gigabyte", "{{ '%999999999d'|format(1) }}"),
    "center": ("a text centred in a gigabyte", "{{ 'a'|center(1000000000) }}"),
    "double": ("a text that doubles sixty times", _DOUBLING),
    "long_number": ("a number of five thousand digits", "{{ " + "9" * 5_000 + " }}"),
    "infinity": ("a number that Python cannot write", "{{ 1e999 }}"),
    "unhashable": ("a key that Python refuses", "{{ {[]: 1}|length }}"),
    "for_in_for": ("30 loops inside each other", "{% for a in rows %}" * 30 + "{% endfor %}" * 30),
    "sums": ("150 sums in brackets", "{{ " + "(1 + " * 150 + "1" + ")" * 150 + " }}"),
    "if_in_if": ("150 conditions inside each other", "{% if 1 %}" * 150 + "{% endif %}" * 150),
    "brackets": ("3 000 brackets", "{{ " + "(" * _MANY + "1" + ")" * _MANY + " }}"),
    "attributes": ("3 000 attributes", "{{ data" + ".a" * _MANY + " }}"),
    "filters": ("a chain of 3 000 filters", "{{ text" + "|upper" * _MANY + " }}"),
    "elif": ("3 000 branches", "{% if 0 %}" + "{% elif 0 %}" * _MANY + "{% endif %}"),
    "unclosed_p": ("tags of paragraphs without an end", "{%p " * 50_000),
    "unclosed_row": ("tags of rows without an end", "{{tr " * 50_000),
    "unclosed_comment": ("comments without an end", "{# " * 50_000),
    "unclosed_cell": ("tags of cells without an end", "{% colspan " * 50_000),
    "tags": ("six thousand tags", "{{ 1 }}" * 6_000),
    "long_tag": ("a tag of a hundred thousand signs", "{{ '" + "x" * 100_000 + "' }}"),
    "merge": ("a tag that merges cells slowly", "{% vm %}"),
    "division": ("a division by nothing", "{{ 1 // 0 }}"),
    "slice": ("a slice without a step", "{{ 'a'[::0] }}"),
    "none": ("a value that is nothing", "{{ none }}"),
}  # fmt: skip


def hostile_jinja() -> Iterator[Hostile]:
    """Every attack in the main text, and some of each kind in the other parts that are filled."""
    for name, (odd, tag) in ATTACKS.items():
        yield Hostile(f"jinja_{name}", odd, _FAILED, _packed(make_parts(paragraph(tag))))
    for name in ("class_of_text", "lipsum", "range", "unclosed_p", "for_in_for"):
        odd, tag = ATTACKS[name]
        properties = make_docx(title=tag)
        yield Hostile(f"jinja_{name}_in_properties", f"{odd}, in properties", _FAILED, properties)
        for story in ("header", "footer", "footnotes", "endnotes"):
            parts = {**make_parts(), part_of(story): story_part(story, paragraph(tag))}
            yield Hostile(f"jinja_{name}_in_{story}", f"{odd}, in {story}", _FAILED, _packed(parts))


def _packed(parts: dict[str, bytes]) -> bytes:
    return pack(parts, level=0)  # repeated tags would be refused for packing too tightly
