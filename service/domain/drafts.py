"""Forms that somebody began: what was typed, kept word for word until a document is made of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from service.domain.ids import DraftId, OrganisationId, UserId

DRAFT_LIFETIME: Final = timedelta(days=90)
"""So long a form waits after its last change: names of people are not kept without end."""
MAX_DRAFTS: Final = 100
"""So many forms may one person have begun."""
MAX_DRAFT_BYTES: Final = 512 * 1024


@dataclass(frozen=True)
class SavedDraft:
    """The form of a kind that `user_id` began for an organisation; nobody else sees it.

    `id` is the token of the form: the document that is made of it goes by the same one.
    """

    id: DraftId
    user_id: UserId
    organisation_id: OrganisationId
    kind: str
    boxes: Mapping[str, Sequence[str]]
    changed_at: datetime
