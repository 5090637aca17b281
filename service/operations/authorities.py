"""Record who may sign for an organisation, and end it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from service.domain.access import Principal, Scope, require_scope, require_sight
from service.domain.audit import Event
from service.domain.authorities import Attorney, Authority, Signer
from service.domain.documents import Document
from service.domain.errors import InvalidRequestError, NotFoundError, Problem
from service.domain.ids import AuthorityId, OrganisationId
from service.domain.pack.reading import Data, read_object, read_text
from service.domain.signatures import PlannedSignature
from service.ports import Clock, Database, IdSource, Transaction

_HEAD, _NAMED_HEAD = "head", "signer"


@dataclass(frozen=True)
class NewAuthority:
    """Who may sign in which role, by what right, from when, and until when if that is known."""

    organisation_id: OrganisationId
    role: str
    person: str
    ground: str
    valid_from: date
    valid_to: date | None = None
    attorney: Attorney | None = None


@dataclass(frozen=True)
class AuthorityDesk:
    """The use cases of the right to sign."""

    database: Database
    clock: Clock
    ids: IdSource

    def record_authority(self, principal: Principal, new: NewAuthority) -> Authority:
        """Let a person sign. Raises NotFoundError, InvalidRequestError, ForbiddenError."""
        require_scope(principal, Scope.SIGNERS)
        if new.valid_to is not None and new.valid_to < new.valid_from:
            message = "Последний день раньше первого: исправьте даты."
            raise InvalidRequestError((Problem("#/valid_to", "out_of_range", message),))
        authority = Authority(
            id=AuthorityId(self.ids.new()),
            organisation_id=new.organisation_id,
            role=new.role,
            person=new.person,
            ground=new.ground,
            valid_from=new.valid_from,
            valid_to=new.valid_to,
            attorney=new.attorney,
            recorded_by=principal.id,
            recorded_at=self.clock.now(),
        )
        with self.database.transaction() as tx:
            require_sight(principal, tx.organisations.find(new.organisation_id))
            tx.signatures.add_authority(authority)
            self._note(tx, authority, "signing:authority:recorded", principal)
        return authority

    def end_authority(
        self, principal: Principal, authority_id: AuthorityId, last_day: date
    ) -> Authority:
        """Let the right end on a day, that day included. Raises NotFoundError."""
        require_scope(principal, Scope.SIGNERS)
        with self.database.transaction() as tx:
            found = tx.signatures.find_authority(authority_id)
            if found is None:
                raise NotFoundError
            require_sight(principal, tx.organisations.find(found.organisation_id))
            tx.signatures.end_authority(authority_id, last_day)
            self._note(tx, found, "signing:authority:ended", principal)
            ended = tx.signatures.find_authority(authority_id)
        return ended or found

    def list_authorities(
        self, principal: Principal, organisation_id: OrganisationId
    ) -> list[Authority]:
        """Everybody who may sign for the organisation or might once. Raises NotFoundError."""
        require_scope(principal, Scope.READ)
        with self.database.snapshot() as tx:
            require_sight(principal, tx.organisations.find(organisation_id))
            return tx.signatures.list_authorities(organisation_id)

    def _note(
        self, tx: Transaction, authority: Authority, action: str, principal: Principal
    ) -> None:
        detail: Mapping[str, str | int | bool | None] = {
            "authority": authority.id,
            "role": authority.role,
        }
        event = Event(action, principal.id, None, detail)
        tx.audit.append(authority.organisation_id, event, self.clock.now())


def describe_signer(document: Document, plan: PlannedSignature, holder: str, day: date) -> Signer:
    """Who is about to sign the document, and who has to: by the plan, else by the data.

    The head is named as `signer` in the data of a document, other people by their role.
    """
    named = read_object(document.data, _NAMED_HEAD if plan.role == _HEAD else plan.role)
    return Signer(
        holder=holder,
        role=plan.role,
        day=day,
        expected=plan.signer or _name_of(named),
        is_named_in_plan=bool(plan.signer),
    )


def _name_of(person: Data) -> str:
    name = read_text(read_object(person, "fio"), "nom")
    parts = (read_text(person, key) for key in ("surname", "given_name", "patronymic"))
    return name or " ".join(part for part in parts if part)
