"""What a document of its kind cannot do without, learnt from the template of the kind."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from lxml import etree

from doc_templates.linting.findings import Area, Finding, error, warning
from doc_templates.linting.passages import Package, Passage, W
from doc_templates.linting.shapes import Shape, required_paths

_TITLES: Final = frozenset({"DocumentKind", "DocumentTitle"})
_SPACES: Final = re.compile(r"\s+")
_TAG: Final = re.compile(r"\{[{%#][^{}]*\}\}?")
_REQUISITES: Final = {
    "doc.number": "регистрационный номер",
    "doc.date": "дата документа",
}
_NUMBERED: Final = re.compile(r"(?<=[a-z])_\d+\Z")
_BLOCK: Final = re.compile(r"\{%-?(?:p|tr|tc)?\s+(?:if|for)\b")
_BLOCK_END: Final = re.compile(r"\{%-?(?:p|tr|tc)?\s+end(?:if|for)\b")
_ORGANISATION: Final = "org."
#: Ways to name one person: who prints one of them needs no other.
_NAMES: Final = frozenset({
    "surname", "given_name", "patronymic", "gender", "fio", "initials_before", "initials_after",
})  # fmt: skip
#: 152-ФЗ, статья 9: the consent is drawn up apart from anything else that a person signs.
_CONSENT: Final = re.compile(
    r"(?:да\w{1,5}|согла\w{1,7})\b[^.;]{0,40}\bна\s+(?:\w{1,30}\s+){0,4}обработку[^.;]{0,60}персональн",
    re.IGNORECASE,
)


def check_fields(used: frozenset[str], expected: frozenset[str], data: Shape) -> Iterator[Finding]:
    """Required data that the template of the kind prints and this one does not."""
    told: list[str] = []
    for path, title in required_paths(data):
        is_known = any(path.startswith(f"{outer}{sign}") for outer in told for sign in ".[")
        if is_known or not _uses(expected, path) or _uses(used, path) or _is_named(path, used):
            continue
        told.append(path)
        name = path.replace("[]", "")
        message = f"Обязательное поле «{name}» ({title}) не напечатано: оно есть в шаблоне вида."
        yield (warning if "." in path else error)("unused_field", message)


def check_requisites(used: frozenset[str], expected: frozenset[str]) -> Iterator[Finding]:
    """Number, date and organisation, if the template of the kind prints them."""
    for path, title in _REQUISITES.items():
        if path in expected and path not in used:
            message = f"Нет реквизита: {title}. Добавьте {{{{ {path} }}}}."
            yield error("missing_requisite", message)
    if _names_organisation(expected) and not _names_organisation(used):
        message = (
            "Название организации не подставляется: если оно набрано в шаблоне, "
            "проверьте, что оно верно для каждого документа."
        )
        yield warning("missing_requisite", message)


def check_title(passages: list[Passage], usual: list[Passage]) -> Iterator[Finding]:
    """The name of the kind of document: «ПРИКАЗ», «СОГЛАСИЕ»."""
    titles = [
        plain for passage in usual if passage.style in _TITLES and (plain := _plain(passage.text))
    ]
    printed = (one for one in passages if one.place.area is not Area.PROPERTIES)
    texts = [_plain(passage.text) for passage in printed]
    for title in titles[:1]:
        begins = re.compile(rf"{re.escape(title)}\b")
        if not any(map(begins.match, texts)):
            message = f"Нет названия вида документа: «{title.upper()}»."
            yield error("missing_title", message)


def check_bookmarks(package: Package, usual: Package, signers: frozenset[str]) -> Iterator[Finding]:
    """Where signatures go: `signers` of the kind must have theirs, others had better."""
    counted = Counter(map(_signed_as, bookmarks(package)))
    counted_usually = Counter(map(_signed_as, bookmarks(usual)))
    present, expected = set(counted), set(counted_usually) | signers
    for name in sorted(expected - present):
        message = (
            f"Нет закладки «{name}»: поставьте её там, где место для подписи "
            "(Вставка – Закладка), с этим именем."
        )
        yield (error if name in signers else warning)("missing_bookmark", message)
    conditional = _only_in_blocks(package)
    for name in sorted(signers & conditional):
        if counted[name] < counted_usually[name]:
            message = (
                f"Закладка «{name}» стоит внутри условия и только в одном из "
                f"{counted_usually[name]} вариантов. Поставьте в других «{name}_2», «{name}_3»: "
                "в документе это будет одно и то же место."
            )
            yield error("missing_bookmark", message)


def _only_in_blocks(package: Package) -> set[str]:
    """Bookmarks of the main text that stand inside conditions or loops and nowhere else."""
    inside: set[str] = set()
    outside: set[str] = set()
    depth = 0
    for passage in package.body.passages:
        names = {_signed_as(name) for name in passage.bookmarks}
        (inside if depth else outside).update(names)
        depth += len(_BLOCK.findall(passage.text)) - len(_BLOCK_END.findall(passage.text))
    return inside - outside


def _signed_as(name: str) -> str:
    """The name at which a signature is made: `signature_head_2` is another place for the same."""
    return _NUMBERED.sub("", name)


def check_filled_bookmarks(tree: etree._Element, on_server: frozenset[str]) -> Iterator[Finding]:
    """In a filled document the mark of a signature has one place.

    LibreOffice writes an empty bookmark twice, which is one place all the same.
    """
    places = {
        (str(mark.get(f"{W}name")), tree.getroottree().getpath(parent))
        for mark in tree.iter(f"{W}bookmarkStart")
        if (parent := mark.getparent()) is not None
    }
    counted = Counter(name for name, _ in places)
    for name in sorted(on_server):
        if counted[name] > 1:
            message = f"Закладка «{name}» в готовом документе повторяется: оставьте одну."
            yield error("repeated_bookmark", message)
        elif not counted[name]:
            message = f"Закладки «{name}» нет в готовом документе: она внутри условия или повтора."
            yield error("missing_bookmark", message)


def check_consent(passages: list[Passage], usual: list[Passage]) -> Iterator[Finding]:
    """A consent to the processing of personal data stands in no other document."""
    if any(_CONSENT.search(passage.text) for passage in usual):
        return
    for passage in passages:
        if found := _CONSENT.search(passage.text):
            message = (
                "Похоже на согласие на обработку персональных данных: его оформляют отдельным "
                "документом (152-ФЗ, статья 9). Уберите эти слова отсюда."
            )
            yield error("consent_inside", message, passage.at(found.start()))


def bookmarks(package: Package) -> list[str]:
    """Names of the bookmarks of the main text that somebody has set, in their order."""
    return _names(package.body.root)


def _names(tree: etree._Element) -> list[str]:
    names = [str(mark.get(f"{W}name", "")) for mark in tree.iter(f"{W}bookmarkStart")]
    return [name for name in names if name and not name.startswith("_")]


def _uses(used: frozenset[str], path: str) -> bool:
    return any(one == path or one.startswith((f"{path}.", f"{path}[")) for one in used)


def _is_named(path: str, used: frozenset[str]) -> bool:
    owner, _, last = path.rpartition(".")
    return last in _NAMES and any(_uses(used, f"{owner}.{name}") for name in _NAMES)


def _names_organisation(used: frozenset[str]) -> bool:
    return any(path.startswith(_ORGANISATION) for path in used)


def _plain(text: str) -> str:
    return _SPACES.sub(" ", _TAG.sub(" ", text)).strip().casefold()
