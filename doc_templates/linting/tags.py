"""Finds the tags of a template and tells whole ones from broken ones.

What docxtpl mends by itself (a tag cut over runs of text, curly English quotes) is no finding.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from jinja2 import Environment, nodes
from jinja2.exceptions import TemplateError

from doc_templates.linting.findings import Finding, Place, error, shorten, warning
from doc_templates.linting.passages import Passage, Story
from doc_templates.part_source import MAX_TAG, MAX_TAGS

_OPENER: Final = re.compile(r"\{[{%#]")
_CLOSERS: Final[Mapping[str, str]] = {"{{": "}}", "{%": "%}", "{#": "#}"}
_STRAY: Final = re.compile(r"[}%]\}")
_SINGLE: Final = re.compile(r"(?<![{%#_])\{\s*[A-Za-z_][\w.]*\s*\}|\{[ \u00a0]+[{%]")
_ESCAPED: Final = re.compile(r"\{_[{%]|[}%]_\}")  # docxtpl's way to print braces
_SCOPE: Final = re.compile(r"(\{[{%])(tr|tc|p|r) ")
_MENDED: Final = str.maketrans("“”‘’", "\"\"''")
_LITERAL: Final = re.compile(r"\"[^\"]*\"|'[^']*'")
_TYPED: Final = re.compile("[«»„‹›–—…]")
_KEYWORD: Final = re.compile(r"\{%[-+]?\s*(\w+)")
_BLOCKS: Final = frozenset({"if", "for", "with"})
_BRANCHES: Final = frozenset({"elif", "else"})
_CELL_TAGS: Final = frozenset({"colspan", "cellbg"})
_STATEMENTS: Final = frozenset(
    {*_BLOCKS, *_BRANCHES, *_CELL_TAGS, *(f"end{block}" for block in _BLOCKS), "set"}
)
_FRAMES: Final[Mapping[str, str]] = {
    "if": "%s{%% endif %%}",
    "for": "%s{%% endfor %%}",
    "with": "%s{%% endwith %%}",
    "elif": "{%% if 1 %%}%s{%% endif %%}",
    "else": "{%% if 1 %%}%s{%% endif %%}",
}
_NEUTRAL: Final[Mapping[str, str]] = {
    "if": "{% if 1 %}", "for": "{% for _ in [] %}", "with": "{% with %}", "elif": "{% elif 1 %}",
}  # fmt: skip
_PARSER: Final = Environment(autoescape=True)
_FAULTS: Final = (TemplateError, RecursionError, ValueError)
_SHOWN: Final = 100
SYNTAX: Final = "Проверьте запись: {{ поле }}, {% if условие %}…{% endif %}."


@dataclass(frozen=True)
class Tag:
    """A whole tag as Jinja reads it; `scope` is p, tr, tc or r when it takes its surroundings."""

    text: str
    place: Place
    scope: str = ""

    @property
    def keyword(self) -> str:
        """«if», «endfor»; empty for a printed value and a comment."""
        found = _KEYWORD.match(self.text)
        return found[1] if found else ""


@dataclass
class Program:
    """The tags of one story in their order, one per line, with all that is wrong with them."""

    tags: list[Tag] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @property
    def source(self) -> str:
        """Jinja source in which the number of a line is the number of a tag, from one."""
        return "\n".join(tag.text for tag in self.tags)


def parse(source: str) -> nodes.Template:
    """The syntax tree of Jinja source, whatever it names."""
    return _PARSER.parse(source)


def read_program(story: Story) -> Program:
    """The program of a story; what is broken is told and left out, so that the rest can be read."""
    program = Program()
    if sum(len(_OPENER.findall(passage.text)) for passage in story.passages) > MAX_TAGS:
        message = f"Слишком много меток, допускается {MAX_TAGS}: разделите шаблон."
        program.findings.append(error("broken_tag", message, Place(story.area, story.part)))
        return program
    for passage in story.passages:
        for found in _read(passage):
            if isinstance(found, Tag):
                _keep(found, program)
            else:
                program.findings.append(found)
    program.findings += _lost_surroundings(story, program)
    _balance(program)
    return program


def _lost_surroundings(story: Story, program: Program) -> Iterator[Finding]:
    """Rows and cells that vanish around their tag, with a text that somebody wanted."""
    for tag in program.tags:
        where = tag.place
        if tag.scope not in {"tr", "tc"} or where.row is None:
            continue
        texts = [
            passage.text.strip()
            for passage in story.passages
            if (passage.place.table, passage.place.row) == (where.table, where.row)
            and (tag.scope == "tr" or passage.place.cell == where.cell)
        ]
        if len([text for text in texts if text]) > 1 or not _is_alone(texts):
            what = "Строка" if tag.scope == "tr" else "Ячейка"
            message = f"{what} с меткой «{shorten(tag.text)}» исчезает целиком, а в ней есть текст."
            yield error("lost_text", message, where)


def _is_alone(texts: list[str]) -> bool:
    """Whether the only text is one tag."""
    text = "".join(texts)
    return len(_OPENER.findall(text)) == 1 and text.startswith("{") and text.endswith("}")


def _read(passage: Passage) -> Iterator[Tag | Finding]:
    text, place = passage.text, 0
    while opener := _OPENER.search(text, place):
        yield from _strays(passage, place, opener.start())
        begin = opener.start()
        end = text.find(_CLOSERS[opener.group()], opener.end(), opener.end() + MAX_TAG)
        again = None if opener.group() == "{#" else _OPENER.search(text, opener.end())
        if end < 0 or (again and again.start() < end):
            yield _unclosed(passage, begin)
            place = opener.end()
            continue
        place = end + 2
        yield from _whole(passage, begin, place)
    yield from _strays(passage, place, len(text))


def _unclosed(passage: Passage, begin: int) -> Finding:
    message = (
        f"Метка «{shorten(passage.text[begin : begin + _SHOWN])}» не закрыта в своём абзаце "
        f"или длиннее {MAX_TAG} знаков: допишите закрывающие скобки, уберите перенос строки."
    )
    return error("unclosed_tag", message, passage.at(begin))


def _strays(passage: Passage, begin: int, end: int) -> Iterator[Finding]:
    text = _ESCAPED.sub(lambda found: "·" * len(found.group()), passage.text[begin:end])
    for found in _SINGLE.finditer(text):
        message = f"Похоже на метку с одной скобкой: «{found.group()}». Нужны две: {{{{ … }}}}."
        yield warning("single_brace", message, passage.at(begin + found.start()))
    for found in _STRAY.finditer(text):
        message = f"Закрывающие скобки «{found.group()}» без открывающих."
        yield error("stray_braces", message, passage.at(begin + found.start()))


def _whole(passage: Passage, begin: int, end: int) -> Iterator[Tag | Finding]:
    written, place = passage.text[begin:end], passage.at(begin)
    if any(begin < mark < end for mark in passage.marks):
        message = (
            f"Внутри метки «{shorten(written)}» закладка, ссылка, разрыв или рисунок: "
            "удалите метку целиком и наберите её заново."
        )
        yield error("split_tag", message, place)
        return
    scoped = _SCOPE.match(written)
    text = _SCOPE.sub(r"\1 ", written).translate(_MENDED).replace("\n", " ")
    if text.startswith("{#"):
        return
    if typed := _TYPED.search(_LITERAL.sub("", text)):
        message = (
            f"В метке «{shorten(written)}» знак «{typed.group()}», который поставила автозамена: "
            "кавычки в метке прямые, дефис короткий."
        )
        yield error("typographic_sign", message, place)
        return
    scope = scoped[2] if scoped else ""
    if (scope == "p" and passage.text.strip() != written) or (scope == "tr" and _in_no_row(place)):
        yield _lost(written, scope, place)
    yield Tag(text, place, scope)


def _in_no_row(place: Place) -> bool:
    return place.row is None


def _lost(written: str, scope: str, place: Place) -> Finding:
    if scope == "p":
        message = (
            f"Абзац с меткой «{shorten(written)}» исчезает целиком, а в нём есть ещё текст: "
            "оставьте в абзаце одну метку."
        )
        return error("lost_text", message, place)
    message = f"Метка «{shorten(written)}» работает только в таблице."
    return error("broken_tag", message, place)


def _keep(tag: Tag, program: Program) -> None:
    """Add a tag, or what can stand in its place when it cannot be read."""
    keyword = tag.keyword
    if keyword and keyword not in _STATEMENTS:
        message = f"Метка «{keyword}» в шаблонах не допускается: «{shorten(tag.text)}»."
        program.findings.append(error("forbidden_tag", message, tag.place))
        return
    if keyword.startswith("end"):
        program.tags.append(tag)
        return
    if keyword in _CELL_TAGS:
        value = re.sub(rf"\{{%\s*{keyword}\b(.*)%\}}", r"{{ \1 }}", tag.text)
        tag, keyword = Tag(value, tag.place), ""
    try:
        _PARSER.parse(_FRAMES.get(keyword, "%s") % tag.text)
    except _FAULTS as fault:
        message = f"Метка «{shorten(tag.text)}» не читается: {_reason(fault)}"
        program.findings.append(error("broken_tag", message, tag.place))
        neutral = _NEUTRAL.get(keyword)
        if neutral:
            program.tags.append(Tag(neutral, tag.place, tag.scope))
    else:
        program.tags.append(tag)


def _reason(fault: Exception) -> str:
    if isinstance(fault, RecursionError | ValueError):
        return "она слишком сложная."
    return SYNTAX


def _balance(program: Program) -> None:
    """Take out ends and branches without a beginning, and close what is left open."""
    kept: list[Tag] = []
    opened: list[Tag] = []
    for tag in program.tags:
        fault = _step(tag, opened)
        if fault is not None:
            program.findings.append(fault)
        if fault is None or fault.code != "stray_end":
            kept.append(tag)
    for tag in reversed(opened):
        message = f"«{shorten(tag.text)}» начато и не закончено: добавьте {{% end{tag.keyword} %}}."
        program.findings.append(error("unclosed_block", message, tag.place))
        kept.append(Tag(f"{{% end{tag.keyword} %}}", tag.place))
    program.tags = kept


def _step(tag: Tag, opened: list[Tag]) -> Finding | None:
    """Move on by one tag; the finding when it cannot stand here."""
    keyword = tag.keyword
    if keyword in _BLOCKS:
        opened.append(tag)
        return None
    is_end = keyword.startswith("end")
    if not is_end and keyword not in _BRANCHES:
        return None
    wanted = {keyword.removeprefix("end")} if is_end else {"if"} if keyword == "elif" else _BLOCKS
    if not opened or opened[-1].keyword not in wanted:
        message = f"«{shorten(tag.text)}» без начала: уберите или добавьте {{% if %}}, {{% for %}}."
        return error("stray_end", message, tag.place)
    begin = opened.pop() if is_end else opened[-1]
    return None if _reaches(begin, tag) else _torn(begin, tag)


def _reaches(begin: Tag, end: Tag) -> bool:
    """Whether the end stands where the markup between it and the beginning is whole."""
    first, last = begin.place, end.place
    if begin.scope in {"tr", "tc"}:
        same_row = begin.scope == "tr" or first.row == last.row
        return begin.scope == end.scope and first.table == last.table and same_row
    return first.container() == last.container() or "tr" in {begin.scope, end.scope}


def _torn(begin: Tag, end: Tag) -> Finding:
    message = (
        f"«{shorten(begin.text)}» начато здесь: {begin.place.describe()}, а «{shorten(end.text)}» "
        f"стоит там, где таблица или ячейка уже другая. Поставьте обе метки в одну ячейку или "
        "напишите обе с tr: {%tr … %}."
    )
    return error("block_across_cells", message, end.place)
