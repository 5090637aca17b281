"""Puts the tags of a story together to one program, and tells where they do not fit together."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from jinja2 import Environment, nodes
from jinja2.exceptions import TemplateError

from doc_templates.linting.findings import Finding, Place, error, shorten
from doc_templates.linting.passages import Story
from doc_templates.linting.tags import NEUTRAL, OPENER, Tag, read_tags
from doc_templates.linting.wording import look_latin
from doc_templates.part_source import MAX_TAGS

_BLOCKS: Final = frozenset({"if", "for", "with"})
_BRANCHES: Final = frozenset({"elif", "else"})
_CELL_TAGS: Final = frozenset({"colspan", "cellbg"})
_STATEMENTS: Final = frozenset(
    {*_BLOCKS, *_BRANCHES, *_CELL_TAGS, *(f"end{block}" for block in _BLOCKS), "set"}
)
_SCOPES: Final = frozenset({"p", "tr", "tc", "r"})
_FRAMES: Final[Mapping[str, str]] = {
    "if": "%s{%% endif %%}",
    "for": "%s{%% endfor %%}",
    "with": "%s{%% endwith %%}",
    "elif": "{%% if 1 %%}%s{%% endif %%}",
    "else": "{%% if 1 %%}%s{%% endif %%}",
}
_PARSER: Final = Environment(autoescape=True)
_FAULTS: Final = (TemplateError, RecursionError, ValueError)
SYNTAX: Final = "Проверьте запись: {{ поле }}, {% if условие %}…{% endif %}."


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
    if sum(len(OPENER.findall(passage.text)) for passage in story.passages) > MAX_TAGS:
        message = f"Слишком много меток, допускается {MAX_TAGS}: разделите шаблон."
        program.findings.append(error("broken_tag", message, Place(story.area, story.part)))
        return program
    for passage in story.passages:
        for found in read_tags(passage):
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
            message = f"{what} с меткой «{_written(tag)}» исчезает целиком, а в ней есть текст."
            yield error("lost_text", message, where)


def _is_alone(texts: list[str]) -> bool:
    """Whether the only text is one tag."""
    text = "".join(texts)
    return len(OPENER.findall(text)) == 1 and text.startswith("{") and text.endswith("}")


def _keep(tag: Tag, program: Program) -> None:
    """Add a tag, or what can stand in its place when it cannot be read."""
    keyword = tag.keyword
    if keyword and keyword not in _STATEMENTS:
        meant, hint = _meant(tag)
        message = f"Метка «{keyword}» в шаблонах не допускается: «{shorten(tag.text)}».{hint}"
        program.findings.append(error("forbidden_tag", message, tag.place))
        if meant is not None:  # so that nothing is told that follows from it
            _keep(meant, program)
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
        message = f"Метка «{shorten(tag.text)}» не читается. {_reason(fault)}"
        program.findings.append(error("broken_tag", message, tag.place))
        neutral = NEUTRAL.get(keyword)
        if neutral:
            program.tags.append(Tag(neutral, tag.place, tag.scope))
    else:
        program.tags.append(tag)


def _meant(tag: Tag) -> tuple[Tag | None, str]:
    """The tag as it should have been typed: small Latin letters, tr and the like at the braces."""
    keyword = tag.keyword
    plain = look_latin(keyword).casefold()
    if plain in _SCOPES:
        begin, _, rest = tag.text.partition(keyword)
        return Tag(f"{begin.rstrip()} {rest.lstrip()}", tag.place, plain), (
            f" Пишите слитно со скобкой, строчными латинскими буквами: {{%{plain} … %}}."
        )
    if plain in _STATEMENTS and plain != keyword:
        text = tag.text.replace(keyword, plain, 1)
        return Tag(text, tag.place, tag.scope), f" Пишите строчными латинскими буквами: {plain}."
    return None, ""


def _reason(fault: Exception) -> str:
    if isinstance(fault, RecursionError | ValueError):
        return "Она слишком сложная."
    return SYNTAX


def _balance(program: Program) -> None:
    """Take out ends and branches without a beginning, and close what is left open."""
    kept: list[Tag] = []
    opened: list[Tag] = []
    for tag in program.tags:
        for inner in _left_open(tag, opened):
            program.findings.append(_unfinished(inner))
            kept.append(_end_of(inner))
        fault = _step(tag, opened)
        if fault is not None:
            program.findings.append(fault)
        if fault is None or fault.code != "stray_end":
            kept.append(tag)
    for tag in reversed(opened):
        program.findings.append(_unfinished(tag))
        kept.append(_end_of(tag))
    program.tags = kept


def _left_open(tag: Tag, opened: list[Tag]) -> Iterator[Tag]:
    """Blocks inside of the one that this tag ends; they are taken off."""
    wanted = tag.keyword.removeprefix("end")
    if tag.keyword.startswith("end") and wanted in {one.keyword for one in opened}:
        while opened[-1].keyword != wanted:
            yield opened.pop()


def _unfinished(tag: Tag) -> Finding:
    end = _written(replace(_end_of(tag), scope=tag.scope))
    message = f"«{_written(tag)}» начато и не закончено: добавьте «{end}»."
    return error("unclosed_block", message, tag.place)


def _end_of(tag: Tag) -> Tag:
    return Tag(f"{{% end{tag.keyword} %}}", tag.place)


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
    if begin.scope != end.scope:
        return False
    if begin.scope in {"tr", "tc"}:
        return first.table == last.table and (begin.scope == "tr" or first.row == last.row)
    return first.container() == last.container()


def _torn(begin: Tag, end: Tag) -> Finding:
    where = f"«{_written(begin)}» начато здесь: {begin.place.describe()}"
    if begin.scope != end.scope:
        message = (
            f"{where}, а «{_written(end)}» написано по-другому. Начало и конец пишут одинаково: "
            "обе метки с p, обе с tr или обе без них."
        )
        return error("mixed_block", message, end.place)
    message = (
        f"{where}, а «{_written(end)}» "
        f"стоит там, где таблица или ячейка уже другая. Поставьте обе метки в одну ячейку или "
        "напишите обе с tr: {%tr … %}."
    )
    return error("block_across_cells", message, end.place)


def _written(tag: Tag) -> str:
    """The tag as it is typed, with its tr or p."""
    return shorten(tag.text.replace("{%", f"{{%{tag.scope}", 1))
