"""The archive as people look through it, and take away as one container."""

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from typing import IO, Final
from urllib.parse import quote

from flask import Blueprint, Response, render_template, request, url_for

from service.domain.documents import State
from service.domain.errors import ConflictError
from service.http.addresses import with_query
from service.http.exchange import principal, services
from service.web.lists import PAGE_SIZE, make_page, name_things, read_question

archive = Blueprint("archive", __name__)

AT_ONCE: Final = 2000
"""So many documents go into one container: more is for `grif archive export` on the server."""

_CHUNK_BYTES: Final = 1 << 16
_STATES: Final = {State.ARCHIVED: "действует", State.CANCELLED: "аннулирован"}


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
        states=_STATES,
        container_url=with_query(url_for("desk.archive.container"), request.args.to_dict()),
        organisations=organisations,
        **name_things(organisations),
    )


@archive.get("/archive.zip")
def container() -> Response:
    """Everything that the question finds, with the manifest that `grif archive export` writes.

    Raises ConflictError `too_many_documents`.
    """
    organisations = services().organisations.list_organisations(principal())
    wanted = replace(read_question(organisations).filter(), before=None, limit=AT_ONCE + 1)
    entries = services().archive.list_entries(principal(), wanted)
    if len(entries) > AT_ONCE:
        message = f"В один контейнер входит до {AT_ONCE} документов. Сузьте поиск."
        raise ConflictError(message, code="too_many_documents")
    # On disk and already without a name: it is gone when it is sent, or when the process dies.
    target = tempfile.TemporaryFile()  # noqa: SIM115 -- closed when all of it is sent
    services().archive.export(entries, target)
    name = quote(f"Архив {services().clock.today():%d.%m.%Y}.zip", safe="")
    response = Response(_read(target), mimetype="application/zip")
    response.content_length = target.tell()
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Disposition"] = (
        f"attachment; filename=\"archive.zip\"; filename*=UTF-8''{name}"
    )
    return response


def _read(target: IO[bytes]) -> Iterator[bytes]:
    target.seek(0)
    with target:
        while chunk := target.read(_CHUNK_BYTES):
            yield chunk
