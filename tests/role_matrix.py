"""Which role may use which page: every route behind the sign-in page has its line here.

`allowed` are the roles that may use the route on what is theirs. `target` says what the address
names, so that the tests can put somebody else's thing there.
"""

from dataclasses import dataclass
from typing import Literal

from service.domain.access import Role

Route = tuple[str, str]
Target = Literal[
    "",
    "document",
    "page",
    "file",
    "warning",
    "ticket",
    "plugin",
    "template",
    "user",
    "invitation",
    "session",
    "person",
    "batch",
    "organisation",
    "signer",
    "key",
    "webhook",
    "draft",
    "preview",
]

WRITERS = frozenset({Role.HEAD, Role.ACTING_HEAD, Role.CURATOR, Role.CLERK})
READERS = WRITERS | {Role.OFFICER}
NAMED = READERS | {Role.PARTICIPANT}
SIGNERS = WRITERS | {Role.PARTICIPANT}
OFFICERS = frozenset({Role.OFFICER})
ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})
PUBLISHERS = frozenset({Role.HEAD, Role.ACTING_HEAD, Role.OFFICER, Role.ADMINISTRATOR})
KEEPERS_OF_SIGNERS = frozenset({Role.HEAD, Role.ACTING_HEAD, Role.ADMINISTRATOR})
READERS_OF_TEMPLATES = READERS | PUBLISHERS
EVERYBODY = frozenset(Role)

LEVEL = "<any(organization,municipality):level>"
_TICKET = "/documents/<id:document_id>/sign/<id:ticket_id>"
_STEP = "/documents/<id:document_id>/signatures/<int:place>"
_ORGANISATION = "/admin/organisations/<id:organisation_id>"
_WEBHOOK = "/admin/webhooks/<id:webhook_id>"
_PREVIEW = "/documents/new/drafts/<id:draft_id>/preview"
_TEMPLATE = "/templates/<code:kind>"
_VERSION = f"{_TEMPLATE}/versions/{LEVEL}/<int:number>"


@dataclass(frozen=True)
class Rule:
    """Who may use a route, and what its address names; `is_municipal`: not in one school alone."""

    allowed: frozenset[Role]
    target: Target = ""
    is_municipal: bool = False


RULES: dict[Route, Rule] = {
    # Documents: an officer reads those of every school, a participant those that name them.
    ("GET", "/"): Rule(EVERYBODY),
    ("GET", "/documents"): Rule(NAMED),
    ("GET", "/documents/states"): Rule(NAMED),
    ("GET", "/documents/events"): Rule(NAMED),
    ("GET", "/archive"): Rule(READERS),
    ("GET", "/archive.zip"): Rule(READERS),
    # The roadmap of all schools: for the officer.
    ("GET", "/coverage"): Rule(OFFICERS),
    ("GET", "/coverage.xlsx"): Rule(OFFICERS),
    ("GET", "/pairs.xlsx"): Rule(OFFICERS),
    ("POST", "/coverage/reminders"): Rule(OFFICERS),
    ("GET", "/pack"): Rule(READERS),
    ("GET", "/pack/repeat"): Rule(WRITERS),
    ("GET", "/documents/new"): Rule(READERS),
    ("GET", "/documents/new/<code:kind>"): Rule(WRITERS),
    ("POST", "/documents/new/<code:kind>"): Rule(WRITERS),
    # Drafts are everybody's own: a colleague's does not exist.
    ("POST", "/documents/new/<code:kind>/draft"): Rule(WRITERS),
    ("GET", "/documents/new/drafts/<id:draft_id>"): Rule(WRITERS, "draft"),
    ("POST", "/documents/new/drafts/<id:draft_id>/delete"): Rule(READERS, "draft"),
    # So are the pages that a form would have.
    ("POST", "/documents/new/<code:kind>/preview"): Rule(WRITERS),
    ("GET", f"{_PREVIEW}"): Rule(WRITERS, "preview"),
    ("GET", f"{_PREVIEW}/panel"): Rule(READERS, "preview"),
    ("GET", f"{_PREVIEW}/pages/<int:number>.png"): Rule(READERS, "preview"),
    ("GET", f"{_PREVIEW}/pdf"): Rule(WRITERS, "preview"),
    ("GET", "/documents/<id:document_id>"): Rule(NAMED, "document"),
    ("GET", "/documents/<id:document_id>/pdf"): Rule(NAMED, "document"),
    ("GET", "/documents/<id:document_id>/docx"): Rule(NAMED, "document"),
    ("GET", "/documents/<id:document_id>/pages/<int:number>.png"): Rule(NAMED, "page"),
    ("POST", "/documents/<id:document_id>/retry"): Rule(WRITERS, "document"),
    ("GET", "/documents/<id:document_id>/cancel"): Rule(WRITERS, "document"),
    ("POST", "/documents/<id:document_id>/cancel"): Rule(WRITERS, "document"),
    ("GET", "/documents/<id:document_id>/warnings/<code>/acceptance"): Rule(WRITERS, "warning"),
    ("POST", "/documents/<id:document_id>/warnings/<code>/acceptance"): Rule(WRITERS, "warning"),
    # Signatures: an officer sees to those of the municipality's documents alone. A participant
    # signs what waits for this very person; a ticket of somebody else does not exist for them.
    ("GET", "/documents/<id:document_id>/sign"): Rule(SIGNERS, "document"),
    ("POST", "/documents/<id:document_id>/sign"): Rule(SIGNERS, "document"),
    ("GET", _TICKET): Rule(WRITERS, "ticket"),
    ("POST", _TICKET): Rule(WRITERS, "ticket"),
    ("GET", f"{_TICKET}/request.json"): Rule(READERS, "ticket"),
    ("GET", f"{_TICKET}/data.bin"): Rule(READERS, "ticket"),
    ("GET", f"{_TICKET}/document.pdf"): Rule(READERS, "ticket"),
    ("GET", f"{_STEP}/decline"): Rule(SIGNERS, "document"),
    ("POST", f"{_STEP}/decline"): Rule(SIGNERS, "document"),
    ("GET", "/documents/<id:document_id>/signatures/<int:place>/link"): Rule(WRITERS, "document"),
    ("POST", "/documents/<id:document_id>/signatures/<int:place>/link"): Rule(WRITERS, "document"),
    ("GET", "/documents/<id:document_id>/signatures/<int:place>/replacement"): Rule(
        WRITERS, "document"
    ),
    ("POST", "/documents/<id:document_id>/signatures/<int:place>/replacement"): Rule(
        WRITERS, "document"
    ),
    ("POST", "/documents/<id:document_id>/signatures/<int:place>/remind"): Rule(
        WRITERS, "document"
    ),
    ("POST", "/documents/<id:document_id>/signatures/<int:place>/scan"): Rule(WRITERS, "document"),
    # What lies beside a document.
    ("GET", "/documents/<id:document_id>/files/<int:number>"): Rule(READERS, "file"),
    ("POST", "/documents/<id:document_id>/detached/order"): Rule(WRITERS, "document"),
    ("POST", "/documents/<id:document_id>/detached"): Rule(WRITERS, "document"),
    ("POST", "/documents/<id:document_id>/acquaintance/link"): Rule(WRITERS, "document"),
    ("POST", "/documents/<id:document_id>/acquaintance/paper"): Rule(WRITERS, "document"),
    ("GET", "/signing-day"): Rule(READERS),
    ("POST", "/signing-day"): Rule(READERS),
    ("GET", "/signing-day/results"): Rule(READERS),
    ("GET", "/signing/cadesplugin_api.js"): Rule(EVERYBODY, "plugin"),
    # People and what is made for many of them: an officer reads those of every school.
    ("GET", "/people"): Rule(READERS),
    ("POST", "/people/search"): Rule(READERS),
    ("GET", "/people/new"): Rule(WRITERS),
    ("POST", "/people/new"): Rule(WRITERS),
    ("GET", "/people/<id:person_id>"): Rule(READERS, "person"),
    ("GET", "/people/<id:person_id>/edit"): Rule(WRITERS, "person"),
    ("POST", "/people/<id:person_id>/edit"): Rule(WRITERS, "person"),
    ("POST", "/people/<id:person_id>/archive"): Rule(WRITERS, "person"),
    ("POST", "/people/<id:person_id>/restore"): Rule(WRITERS, "person"),
    ("GET", "/people/<id:person_id>/forms"): Rule(READERS, "person"),
    ("POST", "/people/<id:person_id>/forms"): Rule(WRITERS, "person"),
    ("GET", "/people/import"): Rule(WRITERS),
    ("POST", "/people/import"): Rule(WRITERS),
    ("POST", "/people/import/rows"): Rule(WRITERS),
    ("POST", "/people/import/faulty.xlsx"): Rule(WRITERS),
    ("GET", "/people/import/sample.xlsx"): Rule(WRITERS),
    ("GET", "/pairs"): Rule(READERS),
    ("GET", "/consents"): Rule(READERS),
    ("POST", "/consents/search"): Rule(READERS),
    ("GET", "/batches"): Rule(READERS),
    ("POST", "/batches/new"): Rule(WRITERS),
    ("POST", "/batches/new/<code:kind>"): Rule(WRITERS),
    ("POST", "/batches/pairs"): Rule(WRITERS),
    ("POST", "/batches/pairs/<code:kind>"): Rule(WRITERS),
    ("GET", "/batches/sheet"): Rule(WRITERS),
    ("POST", "/batches/sheet"): Rule(WRITERS),
    ("POST", "/batches/sheet/sample.xlsx"): Rule(WRITERS),
    ("POST", "/batches/sheet/<code:kind>/rows"): Rule(WRITERS),
    ("POST", "/batches/sheet/<code:kind>"): Rule(WRITERS),
    ("POST", "/batches/sheet/faulty.xlsx"): Rule(WRITERS),
    ("GET", "/batches/<id:batch_id>"): Rule(READERS, "batch"),
    ("POST", "/batches/<id:batch_id>/run"): Rule(WRITERS, "batch"),
    ("GET", "/batches/<id:batch_id>/people/<int:place>"): Rule(WRITERS, "batch"),
    ("POST", "/batches/<id:batch_id>/people/<int:place>"): Rule(WRITERS, "batch"),
    ("GET", "/batches/<id:batch_id>/pack.pdf"): Rule(READERS, "batch"),
    ("GET", "/batches/<id:batch_id>/pack.zip"): Rule(READERS, "batch"),
    # Templates: who answers for the documents publishes, and who sees to the installation.
    ("GET", "/templates"): Rule(READERS_OF_TEMPLATES),
    ("GET", _TEMPLATE): Rule(READERS_OF_TEMPLATES),
    ("GET", f"{_TEMPLATE}/docx"): Rule(READERS_OF_TEMPLATES),
    ("GET", f"{_TEMPLATE}/builtin/docx"): Rule(READERS_OF_TEMPLATES),
    ("GET", f"{_VERSION}/docx"): Rule(READERS_OF_TEMPLATES, "template"),
    ("GET", f"{_VERSION}/changes"): Rule(READERS_OF_TEMPLATES, "template"),
    ("POST", f"{_TEMPLATE}/check"): Rule(PUBLISHERS),
    ("POST", f"{_TEMPLATE}/publish"): Rule(PUBLISHERS),
    ("POST", f"{_TEMPLATE}/sample"): Rule(PUBLISHERS),
    ("GET", f"{_TEMPLATE}/withdraw"): Rule(PUBLISHERS, "template"),
    ("POST", f"{_TEMPLATE}/withdraw"): Rule(PUBLISHERS, "template"),
    # Users: administrators, of their own organisation or of all of their municipality.
    ("GET", "/users"): Rule(ADMINISTRATORS),
    ("GET", "/users/invite"): Rule(ADMINISTRATORS),
    ("POST", "/users/invite"): Rule(ADMINISTRATORS),
    ("POST", "/users/invitations/<id:invitation_id>/revoke"): Rule(ADMINISTRATORS, "invitation"),
    ("GET", "/users/<id:user_id>"): Rule(ADMINISTRATORS, "user"),
    ("POST", "/users/<id:user_id>/roles"): Rule(ADMINISTRATORS, "user"),
    ("POST", "/users/<id:user_id>/block"): Rule(ADMINISTRATORS, "user"),
    ("POST", "/users/<id:user_id>/unblock"): Rule(ADMINISTRATORS, "user"),
    ("POST", "/users/<id:user_id>/second-factor/off"): Rule(ADMINISTRATORS, "user"),
    # Who may sign: heads and administrators say so, readers of documents read it.
    ("GET", "/signers"): Rule(READERS | KEEPERS_OF_SIGNERS),
    ("GET", "/signers/new"): Rule(KEEPERS_OF_SIGNERS),
    ("POST", "/signers/new"): Rule(KEEPERS_OF_SIGNERS),
    ("GET", "/signers/<id:signer_id>/replace"): Rule(KEEPERS_OF_SIGNERS, "signer"),
    ("POST", "/signers/<id:signer_id>/replace"): Rule(KEEPERS_OF_SIGNERS, "signer"),
    ("GET", "/signers/<id:signer_id>/end"): Rule(KEEPERS_OF_SIGNERS, "signer"),
    ("POST", "/signers/<id:signer_id>/end"): Rule(KEEPERS_OF_SIGNERS, "signer"),
    # Organisations: administrators, of their own or of all of their municipality, which adds some.
    ("GET", "/admin/organisations"): Rule(ADMINISTRATORS),
    ("GET", "/admin/organisations/new"): Rule(ADMINISTRATORS, is_municipal=True),
    ("POST", "/admin/organisations/new"): Rule(ADMINISTRATORS, is_municipal=True),
    ("GET", _ORGANISATION): Rule(ADMINISTRATORS, "organisation"),
    ("GET", f"{_ORGANISATION}/edit"): Rule(ADMINISTRATORS, "organisation"),
    ("POST", f"{_ORGANISATION}/edit"): Rule(ADMINISTRATORS, "organisation"),
    ("GET", f"{_ORGANISATION}/registers"): Rule(ADMINISTRATORS, "organisation"),
    ("POST", f"{_ORGANISATION}/registers"): Rule(ADMINISTRATORS, "organisation"),
    # Keys of programs.
    ("GET", "/admin/keys"): Rule(ADMINISTRATORS),
    ("GET", "/admin/keys/new"): Rule(ADMINISTRATORS),
    ("POST", "/admin/keys/new"): Rule(ADMINISTRATORS),
    ("POST", "/admin/keys/<id:key_id>/revoke"): Rule(ADMINISTRATORS, "key"),
    # Notices to programs.
    ("GET", "/admin/webhooks"): Rule(ADMINISTRATORS),
    ("GET", "/admin/webhooks/new"): Rule(ADMINISTRATORS),
    ("POST", "/admin/webhooks/new"): Rule(ADMINISTRATORS),
    ("GET", _WEBHOOK): Rule(ADMINISTRATORS, "webhook"),
    ("POST", f"{_WEBHOOK}/check"): Rule(ADMINISTRATORS, "webhook"),
    ("POST", f"{_WEBHOOK}/enable"): Rule(ADMINISTRATORS, "webhook"),
    ("POST", f"{_WEBHOOK}/remove"): Rule(ADMINISTRATORS, "webhook"),
    # How the installation is.
    ("GET", "/admin/health"): Rule(ADMINISTRATORS),
    # One's own login.
    ("GET", "/me"): Rule(EVERYBODY),
    ("POST", "/me/password"): Rule(EVERYBODY),
    ("GET", "/me/second-factor"): Rule(EVERYBODY),
    ("POST", "/me/second-factor"): Rule(EVERYBODY),
    ("POST", "/me/second-factor/off"): Rule(EVERYBODY),
    ("POST", "/me/recovery-codes"): Rule(EVERYBODY),
    ("POST", "/me/sessions/<id:handle>/end"): Rule(EVERYBODY, "session"),
    ("POST", "/me/sessions/end"): Rule(EVERYBODY),
    ("POST", "/me/openid"): Rule(EVERYBODY),
    ("POST", "/me/openid/off"): Rule(EVERYBODY),
    ("POST", "/sign-out"): Rule(EVERYBODY),
}
