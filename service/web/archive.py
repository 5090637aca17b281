"""The archive as people look through it."""

from flask import Blueprint, render_template

from service.http.exchange import principal, services
from service.web.lists import PAGE_SIZE, make_page, name_things, read_question

archive = Blueprint("archive", __name__)


@archive.get("/archive")
def list_all() -> str:
    """What is kept, newest first."""
    organisations = services().organisations.list_organisations(principal())
    question = read_question(organisations)
    found = services().archive.list_entries(principal(), question.filter())
    more = len(found) > PAGE_SIZE
    last = found[PAGE_SIZE - 1] if more else None
    place = (last.archived_at, last.document_id) if last else None
    return render_template(
        "archive.html",
        page=make_page(question, found, place),
        question=question,
        organisations=organisations,
        **name_things(organisations),
    )
