"""What a document of its kind cannot do without, learnt from the template of the kind."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final

from lxml import etree

from doc_templates.linting.findings import Area, Finding, Place, error, warning
from doc_templates.linting.passages import Package, Passage, W
from doc_templates.linting.places import count_places, only_in_blocks, signed_as
from doc_templates.linting.shapes import Shape, is_declined, required_paths

_TITLES: Final = frozenset({"DocumentKind", "DocumentTitle"})
_SPACES: Final = re.compile(r"\s+")
_TAG: Final = re.compile(r"\{[{%#][^{}]*\}\}?")
_REQUISITES: Final = {
    "doc.number": "регистрационный номер",
    "doc.date": "дата документа",
}
_ORGANISATION: Final = "org."
_SIGNATURE: Final = "signature_"
_FIELD: Final = re.compile(r"\{\{-?\s*([a-z_]+\.[a-z_]+)")
#: Ways to name one person: who prints one of them needs no other.
_NAMES: Final = frozenset({
    "surname", "given_name", "patronymic", "gender", "fio", "initials_before", "initials_after",
})  # fmt: skip
#: 152-ФЗ, статья 9: the consent is drawn up apart from anything else that a person signs. Whoever
#: gives it speaks of himself; an order to collect consents does not.
_GIVES: Final = r"(?:даю|выражаю|подтверждаю|предоставляю)"
_DATA: Final = r"обработк[уи]\b.{0,120}(?:персональн\w{1,4}\s+данн|пдн\b)"
_CONSENT: Final = re.compile(
    rf"\b{_GIVES}\b.{{0,60}}\bсогласие\b.{{0,80}}\b{_DATA}"
    rf"|\bсогласие\b.{{0,80}}\b{_DATA}.{{0,60}}\b{_GIVES}\b"
    rf"|\bсоглас(?:ен|на|ны)\b.{{0,80}}\b{_DATA}"
    r"|\bс\s+обработкой\b.{0,80}персональн\w{1,4}\s+данн.{0,60}\bсоглас(?:ен|на|ны)\b",
    re.IGNORECASE | re.DOTALL,
)
_SENTENCE: Final = re.compile(r"[^.;]{1,2000}")


def check_fields(used: frozenset[str], expected: frozenset[str], data: Shape) -> Iterator[Finding]:
    """Required data that the template of the kind prints and this one does not."""
    told: list[str] = []
    for path, shape in required_paths(data):
        is_known = any(path.startswith(f"{outer}{sign}") for outer in told for sign in ".[")
        if is_known or not _uses(expected, path) or _uses(used, path) or _is_named(path, used):
            continue
        told.append(path)
        name = path.replace("[]", "")
        title = shape.title or path.rpartition(".")[2]
        message = f"Обязательное поле «{name}» ({title}) не напечатано: оно есть в шаблоне вида."
        is_detail = "." in path and not _is_group(path, shape)
        yield (warning if is_detail else error)("unused_field", message)


def _is_group(path: str, shape: Shape) -> bool:
    """Whether a list is worth nothing without this: the mentors of pairs, their term."""
    inner = shape.item or shape
    return "[]" in path and bool(inner.fields) and not is_declined(inner)


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
        begins = re.compile(r"\s*".join(map(re.escape, title)) + r"(?!\w)")  # «П Р И К А З» as well
        if not any(map(begins.match, texts)):
            message = f"Нет названия вида документа: «{title.upper()}»."
            yield error("missing_title", message)


def check_bookmarks(package: Package, usual: Package, signers: frozenset[str]) -> Iterator[Finding]:
    """Where signatures go: `signers` of the kind must have theirs, others had better."""
    present = set(map(signed_as, bookmarks(package)))
    expected = set(map(signed_as, bookmarks(usual))) | signers
    counted, counted_usually = count_places(package), count_places(usual)
    usual_places = bookmark_places(usual)
    for name in sorted(expected - present):
        message = (
            f"Нет закладки «{name}»: поставьте её там, где место для подписи "
            "(Вставка – Закладка), с этим именем."
        )
        if name in usual_places:
            message += f" Во встроенном шаблоне она здесь: {usual_places[name].describe()}."
        yield (error if name in signers else warning)("missing_bookmark", message)
    conditional = only_in_blocks(package)
    for name in sorted(signers & conditional):
        if counted[name] < counted_usually[name]:
            message = (
                f"Закладка «{name}» стоит внутри условия и только в одном из "
                f"{counted_usually[name]} вариантов. Поставьте в других «{name}_2», «{name}_3»: "
                "в документе это будет одно и то же место."
            )
            yield error("missing_bookmark", message, bookmark_places(package)[name])


def check_moved_bookmarks(package: Package, usual: Package) -> Iterator[Finding]:
    """A bookmark that has left the words it stood with: the mark would be put over others.

    One that usually has a place without any words around cannot be told to have left them.
    """
    surroundings = _surroundings(usual)
    places = bookmark_places(package)
    for name, around in sorted(_surroundings(package).items()):
        usually = surroundings.get(name, [])
        before: set[str] = set().union(*usually) if all(usually) else set()
        if before and not before & set().union(*around):
            message = (
                f"Закладка «{name}» стоит не там, где во встроенном шаблоне: рядом нет "
                f"{{{{ {min(before)} }}}}. Отметка о подписи появится здесь."
            )
            yield warning("moved_bookmark", message, places[name])


def _surroundings(package: Package) -> dict[str, list[set[str]]]:
    """The fields printed in the row of each place of a bookmark, or in and around its paragraph."""
    passages = package.body.passages
    found: dict[str, list[set[str]]] = {}
    for number, passage in enumerate(passages):
        if not passage.bookmarks:
            continue
        where = passage.place
        near = passages[max(number - 1, 0) : number + 2]
        if where.row is not None:
            row = where.table, where.row
            near = tuple(one for one in passages if (one.place.table, one.place.row) == row)
        fields = {name for one in near for name in _FIELD.findall(one.text)}
        for name in map(signed_as, passage.bookmarks):
            found.setdefault(name, []).append(fields)
    return {name: fields for name, fields in found.items() if name.startswith(_SIGNATURE)}


def bookmark_places(package: Package) -> dict[str, Place]:
    """Where the bookmarks of the main text stand, each in the first place that it has."""
    found: dict[str, Place] = {}
    for passage in package.body.passages:
        for name in map(signed_as, passage.bookmarks):
            found.setdefault(name, passage.place)
    return found


def check_filled_bookmarks(
    tree: etree._Element, on_server: Mapping[str, Place]
) -> Iterator[Finding]:
    """In a filled document the mark of a signature has one place; `on_server` is where it is set.

    LibreOffice writes an empty bookmark twice, which is one place all the same.
    """
    places = {
        (str(mark.get(f"{W}name")), tree.getroottree().getpath(parent))
        for mark in tree.iter(f"{W}bookmarkStart")
        if (parent := mark.getparent()) is not None
    }
    counted = Counter(name for name, _ in places)
    for name, place in sorted(on_server.items()):
        if counted[name] > 1:
            message = f"Закладка «{name}» в готовом документе повторяется: оставьте одну."
            yield error("repeated_bookmark", message, place)
        elif not counted[name]:
            message = (
                f"Закладки «{name}» в готовом документе может не быть: она внутри условия, повтора "
                "или в абзаце с меткой {%p … %}, который исчезает."
            )
            yield error("missing_bookmark", message, place)


def check_consent(passages: list[Passage], usual: list[Passage]) -> Iterator[Finding]:
    """A consent to the processing of personal data stands in no other document."""
    if any(_consents(usual)):
        return
    for place in _consents(passages):
        message = (
            "Похоже на согласие на обработку персональных данных: его оформляют отдельным "
            "документом (152-ФЗ, статья 9). Уберите эти слова отсюда."
        )
        yield error("consent_inside", message, place)


def _consents(passages: list[Passage]) -> Iterator[Place]:
    """Where somebody gives his consent; a sentence may go on in the next paragraph."""
    text = " ".join(passage.text for passage in passages)
    for sentence in _SENTENCE.finditer(text):
        if found := _CONSENT.search(sentence.group()):
            yield _place_in(passages, sentence.start() + found.start())


def _place_in(passages: list[Passage], offset: int) -> Place:
    """The place of a letter of all the texts, put together with a space between them."""
    for passage in passages:
        if offset <= len(passage.text):
            return passage.at(offset)
        offset -= len(passage.text) + 1
    return Place()


def bookmarks(package: Package) -> list[str]:
    """Names of the bookmarks of the main text that somebody has set, in their order."""
    names = [str(mark.get(f"{W}name", "")) for mark in package.body.root.iter(f"{W}bookmarkStart")]
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
