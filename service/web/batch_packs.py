"""All documents of a batch as one file: to be printed, or to be kept."""

from flask import Blueprint, Response

from service.domain.ids import BatchId
from service.http.exchange import principal, services
from service.http.files import safe_name
from service.http.packs import send_printable, send_zip
from service.web.lists import name_things

batch_packs = Blueprint("batch_packs", __name__, url_prefix="/batches")


@batch_packs.get("/<id:batch_id>/pack.pdf")
def printable(batch_id: str) -> Response:
    """One PDF."""
    files = services().batches.list_files(principal(), BatchId(batch_id))
    return send_printable(files, f"{_title(batch_id)}.pdf")


@batch_packs.get("/<id:batch_id>/pack.zip")
def packed(batch_id: str) -> Response:
    """A ZIP with a file for each document."""
    files = services().batches.list_files(principal(), BatchId(batch_id))
    return send_zip(files, f"{_title(batch_id)}.zip")


def _title(batch_id: str) -> str:
    batch = services().batches.get_batch(principal(), BatchId(batch_id)).batch
    title = name_things(())["kind_titles"].get(batch.kind, batch.kind)
    return safe_name(f"{title} {batch.created_at:%Y-%m-%d}")
