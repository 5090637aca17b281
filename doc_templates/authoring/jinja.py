"""Pieces of Jinja text that templates are written with.

Templates only use stored forms of names: ``{{ curator.fio.acc }}``. Nothing declines.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final, Protocol

# Статья 351.8 is about mentoring another worker, which a student is not, and since 1 March 2025.
EXTRA_WORK: Final = (
    'not law.mentoring_article or (legal_basis is defined and legal_basis == "extra_work")'
)
"""Whether a mentor works by статьи 60.2, 151 of the Labour Code and not by статья 351.8."""


class Paragraphs(Protocol):
    """Anything that paragraphs are added to: the document itself or a cell of a table."""

    def add_paragraph(self, text: str) -> object:
        """Append a paragraph with ``text``."""


@contextmanager
def when(target: Paragraphs, condition: str) -> Iterator[None]:
    """Keep the paragraphs added inside only if ``condition`` holds."""
    target.add_paragraph(f"{{%p if {condition} %}}")
    yield
    target.add_paragraph("{%p endif %}")


@contextmanager
def each(target: Paragraphs, name: str, items: str) -> Iterator[None]:
    """Repeat the paragraphs added inside for every ``name`` in ``items``."""
    target.add_paragraph(f"{{%p for {name} in {items} %}}")
    yield
    target.add_paragraph("{%p endfor %}")


def if_(condition: str, then: str, otherwise: str = "") -> str:
    """Choose between two pieces of text inside a line."""
    if not otherwise:
        return f"{{% if {condition} %}}{then}{{% endif %}}"
    return f"{{% if {condition} %}}{then}{{% else %}}{otherwise}{{% endif %}}"


def defined(field: str, then: str, otherwise: str = "") -> str:
    """Print ``then`` only when the optional ``field`` was given."""
    return if_(f"{field} is defined", then, otherwise)


def label(expression: str, labels: Mapping[str, str]) -> str:
    """Print the Russian name of an enumerated value."""
    pairs = ", ".join(f'"{key}": "{name}"' for key, name in labels.items())
    return f"{{{{ {{{pairs}}}[{expression}] }}}}"


def listing(name: str, items: str, text: str, *, last: str = " и ") -> str:
    """Print ``text`` for every item in one line: «а, б и в».

    ``last`` is «, и » when a text ends with an apposition: «Цоя, учителя, и Цоя, методиста».
    """
    comma = f"{{% if loop.first %}}{{% elif loop.last %}}{last}{{% else %}}, {{% endif %}}"
    return f"{{% for {name} in {items} %}}{comma}{text}{{% endfor %}}"


def roster(name: str, items: str, text: str) -> str:
    """Print a line of a cell for every item: «а;» and under it «б»."""
    semicolon = if_("not loop.last", ";")
    return f"{{%p for {name} in {items} %}}\n{text}{semicolon}\n{{%p endfor %}}"


def count(items: str, field: str, value: str) -> str:
    """Count the items whose ``field`` is ``value``."""
    return f'({items}|selectattr("{field}", "equalto", "{value}")|list|length)'


def series(name: str, items: str, text: str) -> str:
    """Print ``text`` for every item in one line: «а, б, в»."""
    comma = "{% if not loop.first %}, {% endif %}"
    return f"{{% for {name} in {items} %}}{comma}{text}{{% endfor %}}"


def workplace(person: str) -> str:
    """Print where an outsider works, after the position: « МУК «Музей»» in the genitive."""
    return defined(f"{person}.workplace_gen", f" {{{{ {person}.workplace_gen }}}}")


def post(person: str, case: str) -> str:
    """Print the position, and the workplace of an outsider, in ``case``."""
    return f"{{{{ {person}.position.{case} }}}}" + workplace(person)


def post_and_name(person: str, case: str) -> str:
    """Print «учителя математики Цоя Артёма Маратовича» in ``case``."""
    return f"{post(person, case)} {{{{ {person}.fio.{case} }}}}"


def name_and_post(person: str, case: str) -> str:
    """Print «Цоя Артёма Маратовича, учителя математики» in ``case``."""
    return f"{{{{ {person}.fio.{case} }}}}, {post(person, case)}"


def name_with_post(person: str) -> str:
    """Print «Цой Артём Маратович (учитель математики)»: clear in a row of several people."""
    return f"{{{{ {person}.fio.nom }}}} ({post(person, 'nom')})"


def act(reference: str) -> str:
    """Print the date and the number of an earlier act: «от 02.09.2025 № 48-од»."""
    return f"от {{{{ {reference}.date|date }}}} {{{{ {reference}.number|number }}}}"


def period(field: str, separator: str = " ") -> str:
    """Print «с 01.10.2025 по 29.05.2026»."""
    return f"с {{{{ {field}.start|date }}}}{separator}по {{{{ {field}.end|date }}}}"


def regulation(case: str) -> str:
    """Print the Положение with the order that approved it, in the genitive or instrumental."""
    noun, approved = {
        "gen": ("Положения", "утверждённого"),
        "ins": ("Положением", "утверждённым"),
    }[case]
    return (
        f"{noun} о системе наставничества педагогических работников "
        f"в {{{{ org.short_name_prep }}}}, {approved} приказом {act('regulation')}"
    )


def payment() -> str:
    """Print «15 % должностного оклада» or «3 000 рублей в месяц»."""
    return if_(
        'payment.kind == "percent"',
        "{{ payment.value|percent }} {{ payment.base_gen }}",
        "{{ payment.value|rubles }} в месяц",
    )


def charged(person: str) -> str:
    """Print whom a point of an order charges: «Методисту Скляру Льву Кузьмичу»."""
    position = f"{{{{ {person}.position.dat|capitalize_first }}}}"
    return f"{position}{workplace(person)} {{{{ {person}.fio.dat }}}}"


def by_number(items: str, one: str, many: str) -> str:
    """Choose the word that agrees with how many ``items`` there are."""
    return if_(f"{items}|length > 1", many, one)
