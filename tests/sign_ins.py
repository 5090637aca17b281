"""Who signs in, by which password and code, and with which answer."""

from datetime import timedelta

import pyotp
import pytest

from service.domain.access import Role
from service.domain.accounts import Tenant
from service.domain.errors import UnauthenticatedError
from service.operations.accounts import NewUser
from service.operations.sessions import SessionDesk
from tests.factories import SCHOOL
from tests.fakes import FakeClock

PASSWORD = "правильная лошадь"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def make_user(login: str = "clerk", password: str = PASSWORD) -> NewUser:
    roles = frozenset({Role.CLERK})
    return NewUser(login, password, "Ольга Сергеевна", roles, Tenant(organisation_id=SCHOOL))


def refusal_of(sessions: SessionDesk, login: str, password: str) -> str:
    with pytest.raises(UnauthenticatedError) as refusal:
        sessions.sign_in(login, password)
    return refusal.value.code


def code_at(clock: FakeClock, seconds: int = 0) -> str:
    return pyotp.TOTP(SECRET).at(clock.now() + timedelta(seconds=seconds))
