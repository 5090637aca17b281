"""Codes from a telephone (RFC 6238), and codes written down for the day it is lost."""

from datetime import datetime

import pyotp

from service.domain.accounts import SecondFactor, User
from service.operations.tokens import new_recovery_code, sha256
from service.ports import Transaction

RECOVERY_CODES = 10
_STEP_SECONDS = 30
_DIGITS = 6
_ISSUER = "Гриф"


def new_secret() -> str:
    """A secret for a telephone to share."""
    return pyotp.random_base32()


def address_of(user: User, secret: str) -> str:
    """What the picture for the telephone says."""
    return pyotp.TOTP(secret, name=user.login, issuer=_ISSUER).provisioning_uri()


def find_step(factor: SecondFactor, code: str, now: datetime) -> int | None:
    """The step of time whose code this is: this one, the one before or the next.

    A clock may be half a minute wrong; a step that was used before does not count again.
    """
    digits = "".join(code.split())
    if len(digits) != _DIGITS or not (digits.isascii() and digits.isdigit()):
        return None
    totp, this = pyotp.TOTP(factor.secret), int(now.timestamp()) // _STEP_SECONDS
    for step in (this, this - 1, this + 1):
        if step > factor.last_step and totp.verify(digits, for_time=step * _STEP_SECONDS):
            return step
    return None


def use_code(tx: Transaction, user: User, code: str, now: datetime) -> bool:
    """Use up a code, of the telephone or written down; False when it is no good."""
    if user.second_factor is None:
        return False
    step = find_step(user.second_factor, code, now)
    if step is not None:
        return tx.accounts.use_step(user.id, step)
    return tx.accounts.use_recovery_code(user.id, sha256(_plain(code)))


def renew_recovery_codes(tx: Transaction, user: User) -> tuple[str, ...]:
    """Make new codes in the place of the old ones; they are shown once."""
    codes = tuple(new_recovery_code() for _ in range(RECOVERY_CODES))
    tx.accounts.put_recovery_codes(user.id, [sha256(_plain(code)) for code in codes])
    return codes


def _plain(code: str) -> str:
    return "".join(code.split()).replace("-", "").casefold()
