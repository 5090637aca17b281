"""Units of work over SQLAlchemy: one connection, one transaction, all nouns."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from service.database.accounts import SqlAccounts
from service.database.acquaintances import SqlAcquaintances
from service.database.archive import SqlArchive
from service.database.audit import SqlAuditLog
from service.database.batches import SqlBatches
from service.database.companions import SqlCompanions
from service.database.documents import SqlDocuments
from service.database.drafts import SqlDrafts
from service.database.endings import SqlEndings
from service.database.engine import open_engines
from service.database.identities import SqlIdentities
from service.database.invitations import SqlInvitations
from service.database.key_certificates import SqlKeyReports
from service.database.letters import SqlLetters
from service.database.links import SqlLinks
from service.database.name_forms import SqlNameForms
from service.database.organisations import SqlOrganisations
from service.database.outages import outages_named
from service.database.packs import SqlPacks
from service.database.papers import SqlPapers
from service.database.people import SqlPeople
from service.database.previews import SqlPreviews
from service.database.registers import SqlRegisters
from service.database.remarks import SqlRemarks
from service.database.reminders import SqlReminders
from service.database.replays import SqlReplays
from service.database.sessions import SqlSessions
from service.database.signatures import SqlSignatures
from service.database.signer_reminders import SqlSignerReminders
from service.database.signers import SqlSigners
from service.database.templates import SqlTemplates
from service.database.vitals import SqlVitals
from service.database.walls import begin_within, is_walled
from service.database.webhooks import SqlWebhooks
from service.domain.reach import EVERYTHING, Reach, said_reach


class SqlTransaction:
    """The nouns of one open transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @cached_property
    def documents(self) -> SqlDocuments:
        """Documents and the leases on them."""
        return SqlDocuments(self._connection)

    @cached_property
    def signatures(self) -> SqlSignatures:
        """Steps of plans, and tickets."""
        return SqlSignatures(self._connection)

    @cached_property
    def links(self) -> SqlLinks:
        """Links by which people sign."""
        return SqlLinks(self._connection)

    @cached_property
    def endings(self) -> SqlEndings:
        """Who was told of the end of what."""
        return SqlEndings(self._connection)

    @cached_property
    def signer_reminders(self) -> SqlSignerReminders:
        """Which signer was reminded when."""
        return SqlSignerReminders(self._connection)

    @cached_property
    def companions(self) -> SqlCompanions:
        """Files beside documents."""
        return SqlCompanions(self._connection)

    @cached_property
    def acquaintances(self) -> SqlAcquaintances:
        """Who has read what."""
        return SqlAcquaintances(self._connection)

    @cached_property
    def registers(self) -> SqlRegisters:
        """Running numbers."""
        return SqlRegisters(self._connection)

    @cached_property
    def packs(self) -> SqlPacks:
        """Documents as the rules of the pack see them."""
        return SqlPacks(self._connection)

    @cached_property
    def papers(self) -> SqlPapers:
        """Documents of many schools, for the roadmap."""
        return SqlPapers(self._connection)

    @cached_property
    def reminders(self) -> SqlReminders:
        """Which school was reminded when."""
        return SqlReminders(self._connection)

    @cached_property
    def remarks(self) -> SqlRemarks:
        """Warnings about documents."""
        return SqlRemarks(self._connection)

    @cached_property
    def organisations(self) -> SqlOrganisations:
        """Tenants."""
        return SqlOrganisations(self._connection)

    @cached_property
    def name_forms(self) -> SqlNameForms:
        """Confirmed forms of names and positions."""
        return SqlNameForms(self._connection)

    @cached_property
    def people(self) -> SqlPeople:
        """The bank of people."""
        return SqlPeople(self._connection)

    @cached_property
    def batches(self) -> SqlBatches:
        """Documents that were ordered for many people at once."""
        return SqlBatches(self._connection)

    @cached_property
    def signers(self) -> SqlSigners:
        """Who may sign, and when."""
        return SqlSigners(self._connection)

    @cached_property
    def key_reports(self) -> SqlKeyReports:
        """What is known of the keys of organisations."""
        return SqlKeyReports(self._connection)

    @cached_property
    def archive(self) -> SqlArchive:
        """Manifest rows."""
        return SqlArchive(self._connection)

    @cached_property
    def audit(self) -> SqlAuditLog:
        """The chained events."""
        return SqlAuditLog(self._connection)

    @cached_property
    def replays(self) -> SqlReplays:
        """Idempotency keys."""
        return SqlReplays(self._connection)

    @cached_property
    def accounts(self) -> SqlAccounts:
        """Keys and users."""
        return SqlAccounts(self._connection)

    @cached_property
    def sessions(self) -> SqlSessions:
        """Signed-in browsers, and attempts that failed."""
        return SqlSessions(self._connection)

    @cached_property
    def drafts(self) -> SqlDrafts:
        """Forms that somebody began."""
        return SqlDrafts(self._connection)

    @cached_property
    def previews(self) -> SqlPreviews:
        """Pages of forms, before there is a document."""
        return SqlPreviews(self._connection)

    @cached_property
    def invitations(self) -> SqlInvitations:
        """Links that open a door once."""
        return SqlInvitations(self._connection)

    @cached_property
    def identities(self) -> SqlIdentities:
        """Who may come in by another's word."""
        return SqlIdentities(self._connection)

    @cached_property
    def letters(self) -> SqlLetters:
        """Letters that wait to be sent."""
        return SqlLetters(self._connection)

    @cached_property
    def vitals(self) -> SqlVitals:
        """Signs of life."""
        return SqlVitals(self._connection)

    @cached_property
    def webhooks(self) -> SqlWebhooks:
        """Where programs want to be told, and what they are told."""
        return SqlWebhooks(self._connection)

    @cached_property
    def templates(self) -> SqlTemplates:
        """Published templates."""
        return SqlTemplates(self._connection)


class SqlDatabase:
    """SQLite or PostgreSQL behind the port; every unit of work is held within its reach."""

    def __init__(self, writer: Engine, reader: Engine, unsaid: Reach = EVERYTHING) -> None:
        self._writer = writer
        self._reader = reader
        self._unsaid = unsaid

    @contextmanager
    def transaction(self) -> Iterator[SqlTransaction]:
        """A unit of work that may write; commits on leaving without an exception.

        Raises UnavailableError when the database cannot be used now.
        """
        with outages_named(), self._writer.begin() as connection:
            begin_within(connection, said_reach() or self._unsaid)
            yield SqlTransaction(connection)

    @contextmanager
    def snapshot(self) -> Iterator[SqlTransaction]:
        """A unit of work that only reads. Raises UnavailableError."""
        with outages_named(), self._reader.begin() as connection:
            begin_within(connection, said_reach() or self._unsaid)
            yield SqlTransaction(connection)

    def probe(self) -> None:
        """Raise when the database does not answer."""
        with self._reader.begin() as connection:
            connection.execute(sa.text("SELECT 1"))

    def is_walled(self) -> bool | None:
        """Whether the second wall holds us; None where there is none. Raises UnavailableError."""
        with outages_named(), self._reader.begin() as connection:
            return is_walled(connection)

    def close(self) -> None:
        """Give the connections back, before a fork or at the end."""
        self._writer.dispose()
        self._reader.dispose()


def open_database(url: str, unsaid: Reach = EVERYTHING) -> SqlDatabase:
    """Open the database at `url`; its tables must have been migrated.

    `unsaid` is how far work reaches for which nobody has said it: nowhere in the web process.
    """
    return SqlDatabase(*open_engines(url), unsaid)
