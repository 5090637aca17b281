"""Publish, read and choose the templates that documents are made by."""

from dataclasses import dataclass, field

from doc_templates.catalogue import Catalogue, Kind
from doc_templates.errors import TemplateError, UnknownKindError, UnsafeTemplateError
from doc_templates.linting.findings import Finding, Report
from doc_templates.linting.titles import title_of
from doc_templates.template_changes import Change, find_changes
from service.domain.access import Principal, Scope, require_scope
from service.domain.audit import Event
from service.domain.blobs import BlobError
from service.domain.errors import (
    ConflictError,
    InvalidRequestError,
    NotFoundError,
    Problem,
    UnavailableError,
)
from service.domain.ids import OrganisationId, TemplateVersionId
from service.domain.organisations import Organisation
from service.domain.templates import (
    Owner,
    TemplateRejectedError,
    TemplateVersion,
    note_problems,
    owners_over,
    require_own,
)
from service.operations import template_trials
from service.operations.template_levels import (
    as_principal,
    first_in_force,
    in_force,
    levels_of,
    owners_seen_by,
)
from service.ports import BlobStore, Clock, Database, IdSource

_VERDICTS_KEPT = 256


@dataclass(frozen=True)
class Publication:
    """What an owner gives to be used from here on: a docx for a kind, and why, in its own words."""

    owner: Owner
    kind: str
    docx: bytes
    note: str = ""


@dataclass(frozen=True)
class ChosenTemplate:
    """The template in force: its bytes and hash; `version` is None for the library's."""

    docx: bytes
    sha256: str
    version: TemplateVersion | None = None

    @property
    def version_id(self) -> TemplateVersionId | None:
        """What a document remembers of it beside the hash."""
        return None if self.version is None else self.version.id


@dataclass(frozen=True)
class TemplateDesk:
    """The use cases of templates. Bytes of municipalities are in a store of their own."""

    database: Database
    blobs: BlobStore
    municipal_blobs: BlobStore
    catalogue: Catalogue
    clock: Clock
    ids: IdSource
    _verdicts: dict[tuple[str, str, int], bool] = field(default_factory=dict)

    def lint(self, principal: Principal, kind_code: str, docx: bytes) -> Report:
        """Check a template and keep nothing. Raises NotFoundError (kind)."""
        require_scope(principal, Scope.READ, Scope.TEMPLATES)
        return self._lint(self._kind(kind_code), docx)

    def publish(self, principal: Principal, publication: Publication) -> TemplateVersion:
        """Use a template for what is registered from here on.

        Raises NotFoundError (kind, owner), ForbiddenError (scope, somebody else's), and
        TemplateRejectedError with every error of the check.
        """
        require_scope(principal, Scope.TEMPLATES)
        kind = self._kind(publication.kind)
        self._check_owner(principal, publication.owner)
        if problems := tuple(note_problems(publication.note)):
            raise InvalidRequestError(problems)
        report = self._lint(kind, publication.docx)
        if not report.is_publishable:
            raise TemplateRejectedError(tuple(map(_problem, report.errors)))
        [sha256] = self._put(publication.owner, publication.docx)
        return self._append(principal, publication, kind, sha256)

    def withdraw(self, principal: Principal, owner: Owner, kind_code: str) -> TemplateVersion:
        """Go back to the template of the level above.

        Raises NotFoundError (kind, owner, nothing published), ForbiddenError.
        """
        require_scope(principal, Scope.TEMPLATES)
        kind = self._kind(kind_code)
        self._check_owner(principal, owner)
        with self.database.snapshot() as tx:
            if in_force(tx, owner, kind.code) is None:
                raise NotFoundError
        return self._append(principal, Publication(owner, kind.code, b""), kind, None)

    def list_versions(
        self, principal: Principal, organisation_id: OrganisationId | None, kind: str | None
    ) -> list[TemplateVersion]:
        """Versions the principal may see: its own and those over or under it.

        With an organisation, the versions that concern its documents. Without a kind, the newest
        of each owner and kind. Raises NotFoundError.
        """
        require_scope(principal, Scope.READ, Scope.TEMPLATES)
        with self.database.snapshot() as tx:
            found = tx.templates.list_of(owners_seen_by(tx, principal, organisation_id), kind)
        if kind is not None:
            return found
        newest: dict[tuple[Owner, str], TemplateVersion] = {}
        for version in found:
            newest.setdefault((version.owner, version.kind), version)
        return list(newest.values())

    def get_version(
        self, principal: Principal, owner: Owner, kind_code: str, number: int | None = None
    ) -> ChosenTemplate:
        """A version of an owner, or what is in force for it. Raises NotFoundError."""
        require_scope(principal, Scope.READ, Scope.TEMPLATES)
        kind = self._kind(kind_code)
        with self.database.snapshot() as tx:
            if owner not in owners_seen_by(tx, principal, owner.organisation_id):
                raise NotFoundError
            if number is None:
                version = first_in_force(tx, levels_of(tx, owner), kind.code)
            else:
                version = tx.templates.find(owner, kind.code, number)
                if version is None or version.sha256 is None:
                    raise NotFoundError
        return self._load(version) if version else _builtin(kind)

    def get_builtin(self, principal: Principal, kind_code: str) -> ChosenTemplate:
        """The template of the library. Raises NotFoundError."""
        require_scope(principal, Scope.READ, Scope.TEMPLATES)
        return _builtin(self._kind(kind_code))

    def compare(self, principal: Principal, before: bytes, after: bytes) -> list[Change]:
        """What changed from one template to another. Raises InvalidRequestError (a bad file)."""
        require_scope(principal, Scope.READ, Scope.TEMPLATES)
        try:
            return find_changes(before, after)
        except UnsafeTemplateError as error:
            problem = Problem("#/file", error.reason, error.message)
            raise InvalidRequestError((problem,)) from error

    def fill_sample(self, principal: Principal, kind_code: str, docx: bytes) -> bytes:
        """A template filled with the sample of its kind and a fictional organisation; not kept.

        Raises NotFoundError (kind), InvalidRequestError (the template cannot be filled).
        """
        require_scope(principal, Scope.READ, Scope.TEMPLATES)
        kind = self._kind(kind_code)
        try:
            return template_trials.fill_sample(kind, docx, self.clock.today())
        except TemplateError as error:
            raise InvalidRequestError((Problem("#/file", error.code, error.message),)) from error

    def choose(self, organisation: Organisation, kind: Kind) -> ChosenTemplate:
        """What a document of the organisation is made by now: the nearest level wins.

        A version that was checked against an older version of the kind is checked again; raises
        ConflictError `template_outdated` when it does not suit any more. It is not replaced
        silently: a document on another letterhead is not what was asked for.
        """
        with self.database.snapshot() as tx:
            version = first_in_force(tx, owners_over(organisation), kind.code)
        if version is None:
            return _builtin(kind)
        chosen = self._load(version)
        if version.kind_version != kind.version and not self._still_suits(chosen, kind):
            message = (
                "Шаблон организации сделан для прежней версии вида документа и больше не подходит. "
                "Проверьте его, исправьте и опубликуйте заново или отмените."
            )
            raise ConflictError(message, code="template_outdated")
        return chosen

    def is_outdated(self, version: TemplateVersion) -> bool:
        """Whether a version in force keeps documents from being registered."""
        kind = self.catalogue.kinds.get(version.kind)
        if kind is None or version.sha256 is None or version.kind_version == kind.version:
            return False
        return not self._still_suits(self._load(version), kind)

    def _still_suits(self, chosen: ChosenTemplate, kind: Kind) -> bool:
        key = chosen.sha256, kind.code, kind.version
        if key not in self._verdicts:
            if len(self._verdicts) >= _VERDICTS_KEPT:
                self._verdicts.clear()
            self._verdicts[key] = self._lint(kind, chosen.docx).is_publishable
        return self._verdicts[key]

    def _lint(self, kind: Kind, docx: bytes) -> Report:
        return template_trials.lint(kind, docx, self.clock.today())

    def _kind(self, code: str) -> Kind:
        try:
            return self.catalogue.get_kind(code)
        except UnknownKindError as error:
            raise NotFoundError(error.message) from error

    def _check_owner(self, principal: Principal, owner: Owner) -> None:
        with self.database.snapshot() as tx:
            if owner not in owners_seen_by(tx, principal, owner.organisation_id):
                raise NotFoundError
        require_own(principal, owner)

    def _append(
        self, principal: Principal, publication: Publication, kind: Kind, sha256: str | None
    ) -> TemplateVersion:
        owner, now = publication.owner, self.clock.now()
        with self.database.transaction() as tx:
            version = TemplateVersion(
                id=TemplateVersionId(self.ids.new()),
                owner=owner,
                kind=kind.code,
                number=tx.templates.next_number(owner, kind.code),
                sha256=sha256,
                kind_version=kind.version,
                published_by=principal.id,
                published_at=now,
                note=publication.note,
            )
            tx.templates.add(version)
            event = _event(version, principal)
            for organisation in tx.organisations.list_seen_by(as_principal(owner)):
                tx.audit.append(organisation.id, event, now)
        return version

    def _store(self, owner: Owner) -> BlobStore:
        return self.blobs if owner.organisation_id is not None else self.municipal_blobs

    def _put(self, owner: Owner, docx: bytes) -> list[str]:
        try:
            return self._store(owner).put(owner.id, [docx])
        except OSError as error:
            raise UnavailableError from error

    def _load(self, version: TemplateVersion) -> ChosenTemplate:
        assert version.sha256 is not None  # noqa: S101 -- a withdrawal is never in force
        try:
            docx = self._store(version.owner).get(version.owner.id, version.sha256)
        except (BlobError, OSError) as error:
            raise UnavailableError from error
        return ChosenTemplate(docx, version.sha256, version)


def _builtin(kind: Kind) -> ChosenTemplate:
    return ChosenTemplate(kind.template, kind.template_sha256)


def _event(version: TemplateVersion, principal: Principal) -> Event:
    action = "template:published" if version.sha256 else "template:withdrawn"
    detail = {
        "kind": version.kind,
        "level": version.owner.level.value,
        "owner": str(version.owner.id),
        "version": version.number,
        "sha256": version.sha256,
        "kind_version": version.kind_version,
    }
    return Event(action, principal.id, None, detail)


def _problem(found: Finding) -> Problem:
    return Problem("#/file", found.code, f"{title_of(found.code)}: {found.place.describe()}.")
