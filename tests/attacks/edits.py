"""Every attack by a later revision, which changes no signed octet."""

from tests.attacks.annotations import (
    annotate,
    cover_with_picture,
    link,
    redact,
    strip_annotations,
    write_freely,
)
from tests.attacks.catalogue import add_layers, attach, open_with_script, rename, rewrite_metadata
from tests.attacks.contents import add_text, give_font, paint, replace_contents
from tests.attacks.form import (
    add_field,
    ask_for_appearances,
    empty_contents,
    hide_signature,
    lose_contents,
    rename_signature,
)
from tests.attacks.marks import exchange_mark, hide_mark, move_mark, redraw_mark
from tests.attacks.pages import (
    add_page,
    drop_page,
    exchange_pages,
    resize_page,
    swap_pages,
    turn_page,
)
from tests.attacks.revisions import Edit
from tests.attacks.store import fill_store, hide_in_store

EDITS: tuple[Edit, ...] = (
    *(paint, add_text, replace_contents, annotate, cover_with_picture, write_freely, redact, link),
    *(strip_annotations, move_mark, hide_mark, redraw_mark, exchange_mark, swap_pages, drop_page),
    *(add_page, exchange_pages, resize_page, turn_page, give_font, rename, open_with_script),
    *(add_layers, attach, rewrite_metadata, add_field, hide_signature, rename_signature),
    *(ask_for_appearances, empty_contents, lose_contents, fill_store, hide_in_store),
)
