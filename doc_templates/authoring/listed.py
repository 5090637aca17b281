"""Tables whose rows are signed in: by pens, and by one of the people listed electronically.

A role signs once. Of several people of one role it is whoever the plan names: `signing.names`.
"""

from dataclasses import dataclass

from docx.document import Document
from docx.shared import Pt
from docx.text.paragraph import Paragraph

from doc_templates.authoring import styles
from doc_templates.authoring.jinja import defined, if_, when
from doc_templates.authoring.page import add
from doc_templates.authoring.signatures import (
    BY_LINK,
    add_room,
    bookmark_paragraph,
    signs_by_hand,
    signs_by_key,
    signs_by_link,
)
from doc_templates.authoring.tables import Column

_BY_KEY = "подписывается электронной подписью"


@dataclass(frozen=True)
class Listed:
    """People of one role in a table: the loop over ``items``, and whose name is in a row.

    ``title`` says who it is beside the mark; ``style`` is that of the line above the table.
    """

    role: str
    name: str
    items: str
    person: str
    title: str
    style: str = styles.TEXT

    def add_heading(self, document: Document, text: str, *, before: float = 0) -> None:
        """Append the line above the table: without a mark, it is the place of the signature."""
        with when(document, signs_by_key(self.role)):
            self._announce(document, text, before)
        with when(document, f"not ({signs_by_key(self.role)})"):
            bookmark_paragraph(self._announce(document, text, before), self._bookmark)

    def sign_column(self, width: float) -> Column:
        """The column for the pens; who signs electronically has a note in it."""
        note = if_(signs_by_key(self.role), _BY_KEY) + if_(signs_by_link(self.role), BY_LINK)
        return Column("Подпись", width, if_(self._signs, note), styles.CAPTION)

    def date(self, given: str) -> str:
        """The text of the column for dates; an electronic signature has a date of its own."""
        dash = if_(
            f"{given} is not defined and not ({signs_by_hand(self.role)}) and ({self._signs})", "–"
        )
        return defined(given, f"{{{{ {given}|date }}}}") + dash

    def add_room(self, document: Document) -> None:
        """Append, below the table, the room for the mark, if there is one."""
        initials = f"{{{{ {self.person}.initials_before|nbsp_initials }}}}"
        name = if_(self._signs, initials)
        with when(document, signs_by_key(self.role)):
            loop = f"{{% for {self.name} in {self.items} %}}{name}{{% endfor %}}"
            add_room(document, self._bookmark, loop, self.title)

    def _announce(self, document: Document, text: str, before: float) -> Paragraph:
        line = add(document, self.style, text, keep_next=True)
        line.paragraph_format.space_after = Pt(6)
        if before:
            line.paragraph_format.space_before = Pt(before)
        return line

    @property
    def _bookmark(self) -> str:
        return f"signature_{self.role}"

    @property
    def _signs(self) -> str:
        """The condition that the person of the row is who signs, if anybody does electronically."""
        return f"{self.items}|length == 1 or {self.person}.fio.nom in signing.names"
