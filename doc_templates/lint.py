"""Checks a template that an office has edited, and says in Russian what is wrong and where.

A file that the safety gate refuses is not opened any further. The template of the kind is the
measure: what it prints, an edited one should print too.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from doc_templates.catalogue import Kind
from doc_templates.errors import UnsafeTemplateError
from doc_templates.linting.findings import Finding, Place, Report, error, make_report
from doc_templates.linting.fonts import check_fonts
from doc_templates.linting.page import check_leftovers, check_page
from doc_templates.linting.passages import Package
from doc_templates.linting.programs import Program, read_program
from doc_templates.linting.requisites import (
    check_bookmarks,
    check_consent,
    check_fields,
    check_moved_bookmarks,
    check_requisites,
    check_title,
)
from doc_templates.linting.shapes import shape_of_schema, shape_of_value
from doc_templates.linting.trial import check_trials
from doc_templates.linting.variables import Reading, find_loops, read_variables
from doc_templates.part_source import has_tags
from doc_templates.safety import check_docx

_UNFILLED: Final = re.compile(r"word/(?:comments|glossary/\w+|charts?/\w+|diagrams/\w+)\.xml")


def lint_template(docx: bytes, kind: Kind, given: Mapping[str, object]) -> Report:
    """Check ``docx`` as a template of ``kind``.

    ``given`` is what templates get beside the data, with values for a trial: `org`, `doc`, `law`.
    Never raises for a bad template: everything wrong is in the report.
    """
    try:
        check_docx(docx)
    except UnsafeTemplateError as refused:
        return make_report([error(refused.reason, refused.message, Place(part=refused.part))])
    package = Package(docx)
    return make_report(_in_order(package, _findings(docx, package, kind, given)))


def _in_order(package: Package, findings: Iterable[Finding]) -> list[Finding]:
    """As a person reads the document; what concerns a part or the whole file comes last."""
    order = {replace(one.place, near=""): n for n, one in enumerate(package.passages())}
    last = len(order)
    return sorted(findings, key=lambda found: order.get(replace(found.place, near=""), last))


def _findings(
    docx: bytes, package: Package, kind: Kind, given: Mapping[str, object]
) -> Iterator[Finding]:
    usual = Package(kind.template)
    programs = {story.part: read_program(story) for story in package.stories}
    usually = {story.part: read_program(story) for story in usual.stories}
    loops = find_loops((*usually.values(), *programs.values()))
    readings = _read(programs, kind, given, loops)
    used, expected = _used(readings), _used(_read(usually, kind, given, loops))
    in_tags = [
        found
        for part, program in programs.items()
        for found in (*program.findings, *readings[part].findings)
    ]
    yield from in_tags
    yield from _misplaced_tags(package)
    yield from check_requisites(used, expected)
    yield from check_fields(used, expected, shape_of_schema(kind.schema))
    yield from _look(package, usual, kind)
    trials = check_trials(docx, kind, given, programs)
    yield from (found for found in trials if not _is_known(found, in_tags))


def _is_known(failed: Finding, in_tags: list[Finding]) -> bool:
    """Whether a trial has stumbled over what is told already; one without a place has, too."""
    is_placed = failed.place.paragraph is not None
    return failed.place in {one.place for one in in_tags} if is_placed else bool(in_tags)


def _look(package: Package, usual: Package, kind: Kind) -> Iterator[Finding]:
    passages, familiar = list(package.passages()), list(usual.passages())
    signers = frozenset(signer.bookmark for signer in kind.signers)
    yield from check_title(passages, familiar)
    yield from check_bookmarks(package, usual, signers)
    yield from check_moved_bookmarks(package, usual)
    yield from check_consent(passages, familiar)
    yield from check_page(package, kind)
    yield from check_fonts(package)
    yield from check_leftovers(package)


def _read(
    programs: Mapping[str, Program],
    kind: Kind,
    given: Mapping[str, object],
    loops: Mapping[str, str],
) -> Mapping[str, Reading]:
    roots = dict(shape_of_schema(kind.schema).fields or {})
    roots |= {name: shape_of_value(value) for name, value in given.items()}
    return {part: read_variables(program, roots, loops) for part, program in programs.items()}


def _used(readings: Mapping[str, Reading]) -> frozenset[str]:
    return frozenset().union(*(reading.used for reading in readings.values()))


def _misplaced_tags(package: Package) -> Iterator[Finding]:
    for part, content in package.parts.items():
        if _UNFILLED.fullmatch(part) and has_tags(content):
            message = "Метки в примечаниях, диаграммах и заготовках не заполняются: перенесите их."
            yield error("tag_not_filled", message, Place(part=part))
