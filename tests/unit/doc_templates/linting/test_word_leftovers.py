"""What Word leaves in a file: changes, comments, hidden text, tags cut into runs."""

import pytest

from tests.assets.edited_templates import insert_body
from tests.linting import ORDER, lint, only


@pytest.mark.parametrize(
    ("xml", "code"),
    [
        ("<w:p><w:ins><w:r><w:t>новое</w:t></w:r></w:ins></w:p>", "tracked_changes"),
        ("<w:p><w:del><w:r><w:delText>старое</w:delText></w:r></w:del></w:p>", "tracked_changes"),
        ("<w:p><w:pPr><w:pPrChange/></w:pPr></w:p>", "tracked_changes"),
        ('<w:p><w:r><w:commentReference w:id="1"/></w:r></w:p>', "comments_left"),
        ("<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>тайна</w:t></w:r></w:p>", "hidden_text"),
    ],
)
def test_what_word_leaves_behind_is_told(xml: str, code: str) -> None:
    found = only(lint(insert_body(ORDER.template, xml)), code)
    assert found.place.part == "word/document.xml"
