"""Signing in and out: who is behind a cookie, and how often somebody may guess."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from service.domain.accounts import (
    AFTERLIFE,
    CODE_ATTEMPTS,
    CODE_PATIENCE,
    LOGIN_ATTEMPTS,
    LOGIN_WINDOW,
    SESSION_LIFETIME,
    Session,
    User,
)
from service.domain.errors import UnauthenticatedError
from service.domain.ids import UserId
from service.domain.reach import reach_of, reaching
from service.operations.passwords import Passwords
from service.operations.second_factor import use_code
from service.operations.tokens import fold, new_token, sha256
from service.ports import Clock, Database, Transaction

_TOUCH_AFTER = timedelta(minutes=1)
_MAX_BROWSER = 120
_WRONG = "Неверное имя или пароль."


@dataclass(frozen=True)
class SignedIn:
    """A session that has begun. While it awaits a code, it opens nothing else."""

    token: str
    awaits_code: bool


@dataclass(frozen=True)
class SessionDesk:
    """The use cases of signing in. Whatever else is down, guesses are counted in the database."""

    database: Database
    clock: Clock
    passwords: Passwords

    def sign_in(self, login: str, password: str, browser: str = "") -> SignedIn:
        """Begin a session and return its token; only its hash is stored.

        Raises UnauthenticatedError `wrong_password`, `too_many_attempts` or `blocked`.
        """
        return self.let_in(self._recognise(fold(login), password), browser)

    def let_in(self, user: User, browser: str) -> SignedIn:
        """Begin a session of somebody who has been recognised, by whatever means.

        A second factor is asked for whatever the first one was. Raises UnauthenticatedError
        `blocked`.
        """
        if user.blocked_at is not None:
            message = "Вход для вас закрыт. Обратитесь к администратору вашей организации."
            raise UnauthenticatedError(message, code="blocked")
        with reaching(reach_of(user)), self.database.transaction() as tx:
            return self.begin(tx, user.id, browser, awaits_code=user.has_second_factor)

    def confirm(self, token: str, code: str) -> str:
        """Turn a session that awaits a code into one that opens everything, under a new token.

        Raises UnauthenticatedError `session_ended`, `wrong_code` or `too_many_attempts`.
        """
        found = self._find(token)
        if found is None or not found[0].awaits_code:
            message = "Время вышло. Войдите ещё раз."
            raise UnauthenticatedError(message, code="session_ended")
        session, user = found
        self._use_code(user, code)
        with reaching(reach_of(user)), self.database.transaction() as tx:
            tx.sessions.end(session.token_sha256)
            return self.begin(tx, user.id, session.browser).token

    def require_password(self, user: User, password: str) -> None:
        """Make sure that it is the person who is signed in, before something that matters.

        Wrong guesses count together with those of signing in: somebody at a screen that was left
        open must not guess without end. Raises UnauthenticatedError `wrong_password` or
        `too_many_attempts`.
        """
        self._recognise(user.login, password)

    def require_presence(self, user: User, password: str, code: str) -> None:
        """Make sure of it with all that signing in takes, before what cannot be undone.

        The code counts for those who have a second factor. Raises UnauthenticatedError
        `wrong_password`, `wrong_code` or `too_many_attempts`.
        """
        self.require_password(user, password)
        if user.has_second_factor:
            self._use_code(user, code)

    def begin(
        self, tx: Transaction, user_id: UserId, browser: str = "", *, awaits_code: bool = False
    ) -> SignedIn:
        """Begin a session of somebody who has proved who they are."""
        now, token = self.clock.now(), new_token()
        self._forget_expired(tx, now)
        tx.sessions.add(
            Session(
                token_sha256=sha256(token),
                user_id=user_id,
                csrf_token=secrets.token_urlsafe(24),
                created_at=now,
                expires_at=now + (CODE_PATIENCE if awaits_code else SESSION_LIFETIME),
                last_seen_at=now,
                browser=browser[:_MAX_BROWSER],
                awaits_code=awaits_code,
            )
        )
        return SignedIn(token, awaits_code)

    def find_session(self, token: str) -> tuple[Session, User] | None:
        """The living session of this token with its person; it is kept alive by being asked for."""
        found = self._find(token)
        if found is None or found[0].awaits_code:
            return None
        (session, user), now = found, self.clock.now()
        if now - session.last_seen_at >= _TOUCH_AFTER:
            with reaching(reach_of(user)), self.database.transaction() as tx:
                tx.sessions.touch(session.token_sha256, now)
        return found

    def find_waiting(self, token: str) -> Session | None:
        """The session of this token while it awaits a code."""
        found = self._find(token)
        return found[0] if found is not None and found[0].awaits_code else None

    def find_ended(self, token: str) -> tuple[Session, User] | None:
        """The session of this token after it ended by itself, for a day: whose form was typed.

        It opens nothing; a session that somebody ended is forgotten at once.
        """
        found = self._look_up(token)
        if found is None or found[0].awaits_code or found[0].is_alive(self.clock.now()):
            return None
        return found

    def sign_out(self, token: str) -> None:
        """End the session."""
        with self.database.transaction() as tx:
            tx.sessions.end(sha256(token))

    def list_sessions(self, user: User) -> list[Session]:
        """Where the person is signed in, the latest first."""
        now = self.clock.now()
        with self.database.snapshot() as tx:
            return [
                session
                for session in tx.sessions.list_of(user.id)
                if session.is_alive(now) and not session.awaits_code
            ]

    def end_one(self, user: User, handle: str) -> None:
        """End the session of the person that has this handle; others have no such session."""
        with self.database.transaction() as tx:
            for session in tx.sessions.list_of(user.id):
                if session.handle == handle:
                    tx.sessions.end(session.token_sha256)

    def end_others(self, session: Session) -> None:
        """End every session of the person but this one."""
        with self.database.transaction() as tx:
            tx.sessions.end_all(session.user_id, but=session.token_sha256)

    def _find(self, token: str) -> tuple[Session, User] | None:
        found = self._look_up(token)
        return found if found is not None and found[0].is_alive(self.clock.now()) else None

    def _look_up(self, token: str) -> tuple[Session, User] | None:
        with self.database.snapshot() as tx:
            session = tx.sessions.find(sha256(token))
            if session is None:
                return None
            user = tx.accounts.get_user(session.user_id)
        return None if user.blocked_at is not None else (session, user)

    def _recognise(self, name: str, password: str) -> User:
        bucket = sha256(name)
        self._require_patience(bucket, LOGIN_ATTEMPTS)
        with self.database.snapshot() as tx:
            user = tx.accounts.find_user(name)
        if not self.passwords.matches(user.password_hash if user else None, password) or not user:
            self._note_failure(bucket)
            raise UnauthenticatedError(_WRONG, code="wrong_password")
        return user

    def _use_code(self, user: User, code: str) -> None:
        bucket = sha256(f"code:{user.id}")
        self._require_patience(bucket, CODE_ATTEMPTS)
        with reaching(reach_of(user)), self.database.transaction() as tx:
            if use_code(tx, user, code, self.clock.now()):
                return
        self._note_failure(bucket)
        message = "Код не подошёл. Возьмите новый код из приложения."
        raise UnauthenticatedError(message, code="wrong_code")

    def _require_patience(self, bucket: str, attempts: int) -> None:
        with self.database.snapshot() as tx:
            failed = tx.sessions.count_failures(bucket, self.clock.now() - LOGIN_WINDOW)
        if failed >= attempts:
            message = "Слишком много попыток. Подождите пятнадцать минут."
            raise UnauthenticatedError(message, code="too_many_attempts")

    def _note_failure(self, bucket: str) -> None:
        now = self.clock.now()
        with self.database.transaction() as tx:
            self._forget_expired(tx, now)
            tx.sessions.note_failure(bucket, now)

    def _forget_expired(self, tx: Transaction, now: datetime) -> None:
        tx.sessions.forget_expired(ended=now - AFTERLIFE, failed_before=now - LOGIN_WINDOW)
