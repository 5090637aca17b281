"""Open the page on which anybody checks a document (requisite 31 of ГОСТ Р 7.0.97-2025)."""

import secrets

from doc_templates.catalogue import Kind
from service.domain.checks import TOKEN_BYTES, CheckPage, write_token


def open_check_page(site: str, kind: Kind) -> CheckPage | None:
    """The page of a new document at the address `site`, None without an address or for its kind."""
    if not (site and kind.public_check):
        return None
    return CheckPage(site, write_token(secrets.token_bytes(TOKEN_BYTES)))
