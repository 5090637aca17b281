"""Forms that are not handed back when the session has ended meanwhile, and why not."""

from typing import Final

_PASSWORDS_AND_CODES: Final = (
    "/me/openid",
    "/me/openid/off",
    "/me/password",
    "/me/recovery-codes",
    "/me/second-factor",
    "/me/second-factor/off",
    "/signing-day",
)
_KEYS_AND_SIGNATURES: Final = (
    "/documents/<id:document_id>/sign",
    "/documents/<id:document_id>/sign/<id:ticket_id>",
)
_FILES: Final = (
    "/documents/<id:document_id>/detached",
    "/documents/<id:document_id>/signatures/<int:place>/scan",
    "/batches/sheet",
    "/batches/sheet/<code:kind>/rows",
    "/batches/sheet/faulty.xlsx",
    "/batches/sheet/sample.xlsx",
    "/people/import",
    "/people/import/rows",
    "/people/import/faulty.xlsx",
    "/templates/<code:kind>/check",
    "/templates/<code:kind>/publish",
    "/templates/<code:kind>/sample",
)
#: A script sends drafts and says itself that the session is over; who goes out has typed nothing.
_OTHERS: Final = (
    "/documents/new/<code:kind>/draft",
    "/documents/new/<code:kind>/preview",
    "/sign-out",
)

NEVER_HANDED_BACK: Final = frozenset(
    ("POST", path) for path in _PASSWORDS_AND_CODES + _KEYS_AND_SIGNATURES + _FILES + _OTHERS
)
