"""A template with every kind of tag: runs, paragraphs, rows, cells, stories."""

import io
from functools import cache

from docx import Document


@cache
def make_rich_template() -> bytes:
    """A template with every kind of tag that docxtpl knows, saved by python-docx."""
    document = Document()
    document.add_paragraph("{{ head.name }}, {{ head.date|date }} и {_{ скобки }_}")
    split = document.add_paragraph()
    for piece in ("{{ he", "ad.na", "me }", "}"):
        split.add_run(piece).bold = True
    for text in ("{%p for x in rows %}", "пункт {{ loop.index }}: {{ x }}", "{%p endfor %}"):
        document.add_paragraph(text)
    for text in ("{%p if rows|length > 2 %}", "много", "{%p else %}", "мало", "{%p endif %}"):
        document.add_paragraph(text)
    document.add_paragraph("слитно {%- if head.name %} и условие{% endif -%}")
    document.add_paragraph("конец\tтабуляции")
    rows = document.add_table(3, 2)
    rows.rows[0].cells[0].text = "{%tr for x in rows %}"
    rows.rows[1].cells[0].text = "{{ loop.index }}"
    rows.rows[1].cells[1].text = "{{ x }}"
    rows.rows[2].cells[0].text = "{%tr endfor %}"
    columns = document.add_table(2, 3)
    for cell, text in zip(
        columns.rows[0].cells, ("{%tc for x in rows %}", "{{ x }}", "{%tc endfor %}"), strict=True
    ):
        cell.text = text
    document.sections[0].header.paragraphs[0].text = "{{ head.name }}"
    document.sections[0].footer.paragraphs[0].text = "{% for x in rows %}{{ x }};{% endfor %}"
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()
