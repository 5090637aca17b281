"""Which documents are about whom: a mentor or a mentee reads those that name them.

A document names somebody when its data holds a person with exactly their surname, given name and
patronymic, or when its plan lets this very person sign. Two participants of one name are told
apart by nobody, so such documents open to neither of them.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence

from service.domain.access import Role
from service.domain.accounts import User
from service.domain.documents import Document
from service.domain.ids import OrganisationId
from service.ports import DocumentFilter, Transaction

_PAGE = 500


def introduce(tx: Transaction, user: User) -> None:
    """Open to a participant the documents that named them before they came."""
    if Role.PARTICIPANT not in user.roles or user.organisation_id is None:
        return
    if [one.id for one in _namesakes(tx, user.organisation_id, user.name)] != [user.id]:
        return
    for document in _every(tx, user.organisation_id):
        if _fold(user.name) in _names_of(document):
            tx.accounts.make_party(user.id, document.id)


def note_parties(tx: Transaction, document: Document) -> None:
    """Open a new document to the participants it names."""
    _open_to(tx, document, _names_of(document))


def note_signer(tx: Transaction, document: Document, name: str) -> None:
    """Open a document to the participant who signs it in place of another."""
    _open_to(tx, document, {_fold(name)})


def _open_to(tx: Transaction, document: Document, names: Collection[str]) -> None:
    participants = _participants(tx, document.organisation_id)
    for user in participants:
        alike = [one for one in participants if _fold(one.name) == _fold(user.name)]
        if _fold(user.name) in names and len(alike) == 1:
            tx.accounts.make_party(user.id, document.id)


def _participants(tx: Transaction, organisation_id: OrganisationId) -> list[User]:
    users = tx.accounts.list_users([organisation_id], None)
    return [user for user in users if Role.PARTICIPANT in user.roles]


def _namesakes(tx: Transaction, organisation_id: OrganisationId, name: str) -> list[User]:
    return [u for u in _participants(tx, organisation_id) if _fold(u.name) == _fold(name)]


def _every(tx: Transaction, organisation_id: OrganisationId) -> Iterator[Document]:
    before: tuple[str, str] | None = None
    while found := tx.documents.search(
        DocumentFilter((organisation_id,), before=before, limit=_PAGE)
    ):
        yield from found
        last = found[-1]
        before = (last.created_at.isoformat(timespec="milliseconds"), last.id)


def _names_of(document: Document) -> set[str]:
    """The full names of all persons in the data, and of those whom the plan names."""
    planned = {_fold(one.signer) for one in document.signature_plan if one.signer}
    return _names_in(document.data) | planned


def _names_in(value: object) -> set[str]:
    """The full names of all persons anywhere in the data."""
    names: set[str] = set()
    waiting: list[object] = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Mapping):
            parts = [one.get(part, "") for part in ("surname", "given_name", "patronymic")]
            if parts[0] and parts[1]:
                names.add(_fold(" ".join(map(str, parts))))
            waiting.extend(one.values())
        elif isinstance(one, Sequence) and not isinstance(one, str):
            waiting.extend(one)
    return names


def _fold(name: str) -> str:
    return " ".join(name.casefold().replace("ё", "е").split())
