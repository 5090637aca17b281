"""The queue contract: which hints there are, where they go and who answers them.

A hint says "look, there is work of this organisation", or "there are letters"; it carries nothing
else. The database knows what the work is, so a hint may be lost, doubled or late.
"""

from dataclasses import dataclass
from typing import ClassVar

from service.domain.documents import Stage
from service.domain.ids import OrganisationId


@dataclass(frozen=True)
class ConvertDocuments:
    """Fill and convert what is registered."""

    queue: ClassVar[str] = "convert"
    handler: ClassVar[str] = "worker.convert.convert_documents"
    organisation_id: OrganisationId


@dataclass(frozen=True)
class MakePreviews:
    """Make the pages that somebody wants to see before a document is registered."""

    queue: ClassVar[str] = ConvertDocuments.queue
    handler: ClassVar[str] = "worker.previews.make_previews"
    organisation_id: OrganisationId


@dataclass(frozen=True)
class SignDocuments:
    """Sign what awaits a server signature, and archive what is complete."""

    queue: ClassVar[str] = "sign"
    handler: ClassVar[str] = "worker.sign.sign_documents"
    organisation_id: OrganisationId


@dataclass(frozen=True)
class DeliverMail:
    """Send the letters that wait, whoever they are for."""

    queue: ClassVar[str] = "deliver"
    handler: ClassVar[str] = "worker.deliver.deliver_mail"


@dataclass(frozen=True)
class InspectKeys:
    """Look at the keys of all organisations and write down what their certificates say."""

    queue: ClassVar[str] = SignDocuments.queue
    handler: ClassVar[str] = "worker.sign.inspect_keys"


@dataclass(frozen=True)
class CallWebhooks:
    """Send the notices that wait, whichever program they are for."""

    queue: ClassVar[str] = DeliverMail.queue
    handler: ClassVar[str] = "worker.notices.call_webhooks"


Hint = ConvertDocuments | MakePreviews | SignDocuments | InspectKeys | DeliverMail | CallWebhooks

QUEUES = (ConvertDocuments.queue, SignDocuments.queue, DeliverMail.queue)
_EVERYBODY, _PROGRAMS = "everybody", "programs"


def subject_of(hint: Hint) -> str:
    """Whose work it is: an organisation's id, or one word for what is not an organisation's."""
    if isinstance(hint, CallWebhooks):
        return _PROGRAMS
    return _EVERYBODY if isinstance(hint, InspectKeys | DeliverMail) else hint.organisation_id


def hint_for(stage: Stage, organisation_id: OrganisationId) -> Hint:
    """The hint that wakes whoever does `stage`."""
    if stage is Stage.CONVERT:
        return ConvertDocuments(organisation_id)
    return SignDocuments(organisation_id)
