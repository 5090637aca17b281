"""What people see to about their own way in: password, second factor, a forgotten password."""

from dataclasses import dataclass

from service.domain.accounts import (
    LOGIN_WINDOW,
    RESET_ATTEMPTS,
    RESET_LIFETIME,
    SecondFactor,
    Session,
    User,
)
from service.domain.errors import (
    ConflictError,
    InvalidRequestError,
    NotFoundError,
    Problem,
    UnauthenticatedError,
)
from service.domain.ids import LetterId, UserId
from service.domain.letters import Letter, Wording, change_wording, reset_wording
from service.domain.reach import reach_of, reaching
from service.operations.mail import MailDesk
from service.operations.passwords import Passwords, require_good
from service.operations.second_factor import find_step, new_secret, renew_recovery_codes
from service.operations.sessions import SessionDesk
from service.operations.tokens import fold, new_token, sha256
from service.ports import Clock, Database, IdSource, Transaction


@dataclass(frozen=True)
class OwnLoginDesk:
    """The use cases of one's own login; `address` is where links in letters begin."""

    database: Database
    clock: Clock
    ids: IdSource
    passwords: Passwords
    sessions: SessionDesk
    mail: MailDesk
    address: str

    def change_password(self, user: User, session: Session, current: str, new: str) -> None:
        """Replace the password; every other session of the person ends.

        Raises InvalidRequestError (`#/current`, `#/password`), UnauthenticatedError
        `too_many_attempts`.
        """
        self.require_password(user, current)
        require_good(new, (user.login, user.name, user.email))
        password_hash = self.passwords.keep(new)
        with self.database.transaction() as tx:
            tx.accounts.set_password(user.id, password_hash)
            tx.invitations.remove_resets(user.id)
            tx.identities.unlink(user.id)  # whoever knew the old password may have linked their own
            tx.sessions.end_all(user.id, but=session.token_sha256)
            self.tell(tx, user, "Пароль для входа изменён.")
        self.mail.hint()

    def begin_second_factor(self, user: User) -> str:
        """The secret for the telephone; it counts when a code has come back.

        Raises ConflictError `second_factor_on`.
        """
        if user.has_second_factor:
            message = "Второй фактор уже включён."
            raise ConflictError(message, code="second_factor_on")
        if user.second_factor is not None:
            return user.second_factor.secret
        secret = new_secret()
        with self.database.transaction() as tx:
            tx.accounts.set_second_factor(user.id, SecondFactor(secret))
        return secret

    def confirm_second_factor(
        self, user: User, session: Session, password: str, code: str
    ) -> tuple[str, ...]:
        """Switch the second factor on; returns the recovery codes, which are shown once.

        Every other session ends: it was begun without a code. Whoever found this one open cannot
        lock its owner out. Raises InvalidRequestError (`#/current`, `#/code`), UnauthenticatedError
        `too_many_attempts`.
        """
        self.require_password(user, password)
        factor = user.second_factor
        step = None
        if factor is not None and not factor.is_confirmed:
            step = find_step(factor, code, self.clock.now())
        if factor is None or step is None:
            message = "Код не подошёл. Проверьте время на телефоне и введите новый код."
            raise InvalidRequestError((Problem("#/code", "wrong_code", message),))
        with self.database.transaction() as tx:
            tx.accounts.set_second_factor(user.id, SecondFactor(factor.secret, True, step))  # noqa: FBT003 -- is_confirmed
            codes = renew_recovery_codes(tx, user)
            tx.sessions.end_all(user.id, but=session.token_sha256)
            self.tell(tx, user, "Для входа теперь нужен ещё и код из приложения.")
        self.mail.hint()
        return codes

    def drop_second_factor(self, user: User, password: str) -> None:
        """Switch the second factor off. Raises InvalidRequestError (`#/current`)."""
        self.require_password(user, password)
        with self.database.transaction() as tx:
            tx.accounts.set_second_factor(user.id, None)
            self.tell(tx, user, "Код из приложения для входа больше не нужен.")
        self.mail.hint()

    def renew_codes(self, user: User, password: str) -> tuple[str, ...]:
        """New recovery codes; the old ones open nothing. Raises InvalidRequestError."""
        self.require_password(user, password)
        if not user.has_second_factor:
            raise NotFoundError
        with self.database.transaction() as tx:
            codes = renew_recovery_codes(tx, user)
            self.tell(tx, user, "Запасные коды для входа заменены новыми.")
        self.mail.hint()
        return codes

    def count_codes(self, user: User) -> int:
        """How many recovery codes are left."""
        with self.database.snapshot() as tx:
            return tx.accounts.count_recovery_codes(user.id)

    def ask_for_reset(self, login_or_email: str) -> None:
        """Send whoever this is a way back; nobody is told whether there is such a person."""
        name, now = fold(login_or_email), self.clock.now()
        bucket = sha256(f"reset:{name}")
        with self.database.transaction() as tx:
            if tx.sessions.count_failures(bucket, now - LOGIN_WINDOW) >= RESET_ATTEMPTS:
                return
            tx.sessions.note_failure(bucket, now)
            known = tx.accounts.find_user(name)
            for user in [known] if known else tx.accounts.list_by_email(name):
                if user.email and user.blocked_at is None:
                    self._send_reset(tx, user)
        self.mail.hint()

    def find_reset(self, token: str) -> User:
        """Whose way back this is. Raises NotFoundError (used, too old or made up)."""
        with self.database.snapshot() as tx:
            user_id = tx.invitations.find_reset(sha256(token), self.clock.now())
            if user_id is None:
                raise _closed()
            return tx.accounts.get_user(user_id)

    def reset_password(self, token: str, new: str) -> UserId:
        """Set a new password by a link, once; every session ends, a second factor stays.

        Identities go: whoever had the old password may have linked one of their own.

        Raises NotFoundError (the link), InvalidRequestError (`#/password`).
        """
        user = self.find_reset(token)
        require_good(new, (user.login, user.name, user.email))
        password_hash = self.passwords.keep(new)
        with reaching(reach_of(user)), self.database.transaction() as tx:
            if not tx.invitations.remove_resets(user.id):
                raise _closed()
            tx.accounts.set_password(user.id, password_hash)
            tx.sessions.end_all(user.id)
            tx.identities.unlink(user.id)
            self.tell(tx, user, "Пароль для входа изменён по ссылке из письма.")
        self.mail.hint()
        return user.id

    def require_password(self, user: User, password: str) -> None:
        """Make sure that it is the person who is signed in.

        Raises InvalidRequestError (`#/current`), UnauthenticatedError `too_many_attempts`.
        """
        try:
            self.sessions.require_password(user, password)
        except UnauthenticatedError as error:
            if error.code != "wrong_password":
                raise
            message = "Нынешний пароль указан неверно."
            problem = Problem("#/current", "wrong_password", message)
            raise InvalidRequestError((problem,)) from error

    def _send_reset(self, tx: Transaction, user: User) -> None:
        token, now = new_token(), self.clock.now()
        tx.invitations.add_reset(sha256(token), user.id, now + RESET_LIFETIME)
        link = f"{self.address}/password/new/{token}"
        self._write(tx, user, reset_wording(user.name, link, RESET_LIFETIME))

    def tell(self, tx: Transaction, user: User, what: str) -> None:
        """Write to the person that something about signing in has changed."""
        if user.email:
            self._write(tx, user, change_wording(user.name, what))

    def _write(self, tx: Transaction, user: User, wording: Wording) -> None:
        now = self.clock.now()
        name = LetterId(self.ids.new())
        expires_at = now + RESET_LIFETIME
        tx.letters.add(Letter(name, user.email, wording.subject, wording.text, now, expires_at))


def _closed() -> NotFoundError:
    message = "Ссылка уже не действует: она срабатывает один раз и в течение часа."
    return NotFoundError(message)
