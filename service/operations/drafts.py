"""Keep what somebody types until a document is made of it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from doc_templates.catalogue import Catalogue
from doc_templates.errors import UnknownKindError
from service.domain.access import Principal, require_sight, require_writing
from service.domain.drafts import DRAFT_LIFETIME, MAX_DRAFT_BYTES, MAX_DRAFTS, SavedDraft
from service.domain.errors import ConflictError, ForbiddenError, NotFoundError
from service.domain.ids import DraftId, OrganisationId, UserId
from service.ports import Clock, Database


@dataclass(frozen=True)
class TypedForm:
    """A form as it stands: of which kind, for whom, and what is in its boxes."""

    id: DraftId
    organisation_id: OrganisationId
    kind: str
    boxes: Mapping[str, Sequence[str]]

    @property
    def key(self) -> str:
        """The idempotency key of the document that is made of this form."""
        return key_of(self.id)


@dataclass(frozen=True)
class DraftDesk:
    """The use cases of forms that are not finished yet. Each person has their own."""

    database: Database
    clock: Clock
    catalogue: Catalogue

    def save(self, principal: Principal, form: TypedForm) -> datetime:
        """Keep the form as it stands and say when that was.

        Raises NotFoundError (organisation, kind), ForbiddenError, ConflictError `already_made`,
        `too_many_drafts` or `draft_too_large`, UnavailableError.
        """
        user_id, now = require_person(principal), self.clock.now()
        self._require_kind(principal, form.kind)
        if len(json.dumps(dict(form.boxes), ensure_ascii=False).encode()) > MAX_DRAFT_BYTES:
            message = "Форма слишком велика для черновика. Введённое остаётся на странице."
            raise ConflictError(message, code="draft_too_large")
        with self.database.transaction() as tx:
            require_sight(principal, tx.organisations.find(form.organisation_id))
            tx.drafts.forget(now - DRAFT_LIFETIME)
            if tx.replays.find(principal.id, form.key) is not None:
                message = "По этой форме документ уже создан."
                raise ConflictError(message, code="already_made")
            if form.id not in (kept := {one.id for one in tx.drafts.list_of(user_id)}):
                _require_room(len(kept))
            tx.drafts.put(
                SavedDraft(form.id, user_id, form.organisation_id, form.kind, form.boxes, now)
            )
        return now

    def get_draft(self, principal: Principal, draft_id: DraftId) -> SavedDraft:
        """The person's own form. Raises NotFoundError."""
        with self.database.snapshot() as tx:
            draft = tx.drafts.find(require_person(principal), draft_id)
            if draft is None:
                raise NotFoundError
            require_sight(principal, tx.organisations.find(draft.organisation_id))
        return draft

    def list_drafts(self, principal: Principal) -> list[SavedDraft]:
        """The person's own forms, the one that was changed last first."""
        if principal.user_id is None:
            return []
        with self.database.snapshot() as tx:
            seen = {one.id for one in tx.organisations.list_seen_by(principal)}
            own = tx.drafts.list_of(principal.user_id)
        return [draft for draft in own if draft.organisation_id in seen]

    def discard(self, principal: Principal, draft_id: DraftId) -> None:
        """Forget the form. Raises NotFoundError."""
        draft = self.get_draft(principal, draft_id)
        with self.database.transaction() as tx:
            tx.drafts.remove(draft.user_id, draft.id)
            tx.previews.remove(draft.user_id, draft.id)

    def _require_kind(self, principal: Principal, code: str) -> None:
        try:
            kind = self.catalogue.get_kind(code)
        except UnknownKindError as error:
            raise NotFoundError(error.message) from error
        require_writing(principal, is_municipal=kind.is_municipal)


def key_of(draft_id: DraftId) -> str:
    """The idempotency key that the form and its document share."""
    return f"web-{draft_id}"


def require_person(principal: Principal) -> UserId:
    """Who began a form. Raises ForbiddenError for a program."""
    if principal.user_id is None:
        message = "Черновики есть у людей, а у программ их нет."
        raise ForbiddenError(message)
    return principal.user_id


def _require_room(kept: int) -> None:
    if kept >= MAX_DRAFTS:
        message = f"Черновиков уже {MAX_DRAFTS}. Удалите ненужные, и этот сохранится."
        raise ConflictError(message, code="too_many_drafts")
