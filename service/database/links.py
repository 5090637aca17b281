"""Links by which people sign without an account, under the hashes of their tokens."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from service.database.schema import documents
from service.database.signature_schema import signature_steps as steps
from service.database.signature_schema import signing_links as links
from service.database.times import from_text, to_text
from service.database.walls import reveal
from service.domain.documents import State
from service.domain.ids import DocumentId, LinkId, OrganisationId
from service.domain.links import (
    CODE_ATTEMPTS,
    CODE_LIFETIME,
    CODE_PAUSE,
    CODES_PER_LINK,
    Link,
    LinkState,
    Purpose,
    SentCode,
)
from service.domain.signatures import Method, StepState


class SqlLinks:
    """A row per link; every change is one conditional update."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, link: Link) -> None:
        """Store a link that nobody has opened."""
        self._connection.execute(
            sa.insert(links).values(
                id=link.id,
                token_sha256=link.token_sha256,
                purpose=link.purpose,
                document_id=link.document_id,
                organisation_id=link.organisation_id,
                place=link.place,
                pdf_sha256=link.pdf_sha256,
                signer=link.signer,
                email=link.email,
                created_by=link.created_by,
                created_at=to_text(link.created_at),
                expires_at=to_text(link.expires_at),
                state=link.state,
                code_attempts=0,
                codes=0,
                over_at=to_text(link.expires_at),
            )
        )

    def find(self, token_sha256: str) -> Link | None:
        """The link of this token, whatever has become of it."""
        reveal(self._connection, secret=token_sha256)
        row = self._connection.execute(
            sa.select(links).where(links.c.token_sha256 == token_sha256)
        ).one_or_none()
        return None if row is None else _to_link(row)

    def list_of(self, document_id: DocumentId) -> list[Link]:
        """Every link to a document, newest first."""
        rows = self._connection.execute(
            sa.select(links).where(links.c.document_id == document_id).order_by(links.c.id.desc())
        )
        return [_to_link(row) for row in rows]

    def list_uninvited(self, *, limit: int) -> list[tuple[DocumentId, int]]:
        """Steps that can be done, whose plan names an address to which no link was sent yet."""
        plan = steps.c.content["plan"]
        sent = sa.exists().where(
            links.c.document_id == steps.c.document_id, links.c.place == steps.c.place
        )
        rows = self._connection.execute(
            sa.select(steps.c.document_id, steps.c.place)
            .join(documents, documents.c.id == steps.c.document_id)
            .where(
                documents.c.state == State.AWAITING_SIGNATURES,
                steps.c.state == StepState.READY,
                plan["method"].as_string() == Method.SIMPLE.value,
                plan["email"].as_string() != "",
                ~sent,
            )
            .order_by(steps.c.document_id, steps.c.place)
            .limit(limit)
        )
        return [(DocumentId(document_id), place) for document_id, place in rows]

    def note_code(self, link: Link, code_sha256: str, at: datetime) -> bool:
        """Let a new code count; False when the last one is too young or there were too many."""
        result = self._connection.execute(
            sa.update(links)
            .where(
                links.c.id == link.id,
                links.c.state == LinkState.OPEN,
                links.c.codes < CODES_PER_LINK,
                links.c.code_sent_at.is_(None) | (links.c.code_sent_at <= to_text(at - CODE_PAUSE)),
            )
            .values(
                code_sha256=code_sha256,
                code_sent_at=to_text(at),
                code_attempts=0,
                codes=links.c.codes + 1,
            )
        )
        return result.rowcount == 1

    def take_attempt(self, link: Link, now: datetime) -> bool:
        """Use up one guess; False when none is left or the code is too old."""
        result = self._connection.execute(
            sa.update(links)
            .where(
                links.c.id == link.id,
                links.c.state == LinkState.OPEN,
                links.c.code_sent_at > to_text(now - CODE_LIFETIME),
                links.c.code_attempts < CODE_ATTEMPTS,
            )
            .values(code_attempts=links.c.code_attempts + 1)
        )
        return result.rowcount == 1

    def settle(self, link_id: LinkId, state: LinkState, at: datetime) -> bool:
        """Close an open link; of two who try, one does. The code opens nothing any more."""
        result = self._connection.execute(
            sa.update(links)
            .where(links.c.id == link_id, links.c.state == LinkState.OPEN)
            .values(state=state, code_sha256=None, over_at=to_text(at))
        )
        return result.rowcount == 1

    def void(
        self, document_id: DocumentId, place: int, at: datetime, signer: str | None = None
    ) -> None:
        """Take back what was sent for this signature: to this person, or to anybody."""
        self._connection.execute(
            sa.update(links)
            .where(
                links.c.document_id == document_id,
                links.c.place == place,
                links.c.signer == signer if signer is not None else sa.true(),
                links.c.state == LinkState.OPEN,
            )
            .values(state=LinkState.VOID, code_sha256=None, over_at=to_text(at))
        )

    def wipe(self, before: datetime, *, limit: int) -> int:
        """Forget addresses and codes of links that were over by then; returns how many links.

        The plans that the addresses were in forget them too. Who signed stays, and so does the
        evidence.
        """
        query = sa.select(links.c.id, links.c.document_id, links.c.place)
        over = links.c.over_at < to_text(before)
        rows = self._connection.execute(query.where(over, links.c.email != "").limit(limit)).all()
        self._connection.execute(
            sa.update(links)
            .where(links.c.id.in_([row.id for row in rows]))
            .values(email="", code_sha256=None)
        )
        for document_id, place in sorted({(row.document_id, row.place) for row in rows}):
            self._wipe_plan(document_id, place)
        return len(rows)

    def _wipe_plan(self, document_id: str, place: int) -> None:
        step = sa.select(steps.c.content).where(
            steps.c.document_id == document_id, steps.c.place == place
        )
        content = self._connection.execute(step.with_for_update()).scalar_one_or_none()
        if content is None:  # a link to be read by, which no plan knows of
            return
        address = content["plan"]["email"]
        self._connection.execute(
            sa.update(steps)
            .where(steps.c.document_id == document_id, steps.c.place == place)
            .values(content={**content, "plan": {**content["plan"], "email": ""}})
        )
        planned = sa.select(documents.c.signature_plan).where(documents.c.id == document_id)
        plan = self._connection.execute(planned).scalar_one()
        kept = [{**one, "email": ""} if one.get("email") == address else one for one in plan]
        self._connection.execute(
            sa.update(documents).where(documents.c.id == document_id).values(signature_plan=kept)
        )


def _to_link(row: Row[Any]) -> Link:
    return Link(
        id=LinkId(row.id),
        token_sha256=row.token_sha256,
        purpose=Purpose(row.purpose),
        document_id=DocumentId(row.document_id),
        organisation_id=OrganisationId(row.organisation_id),
        place=row.place,
        pdf_sha256=row.pdf_sha256,
        signer=row.signer,
        email=row.email,
        created_by=row.created_by,
        created_at=from_text(row.created_at),
        expires_at=from_text(row.expires_at),
        state=LinkState(row.state),
        code=_to_code(row),
    )


def _to_code(row: Row[Any]) -> SentCode | None:
    if row.code_sha256 is None:
        return None
    return SentCode(row.code_sha256, from_text(row.code_sent_at), row.code_attempts, row.codes)
