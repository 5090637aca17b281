"""A clerk with a password, and the same one with a second factor."""

import pytest

from service.database.database import SqlDatabase
from service.domain.accounts import SecondFactor, User
from service.operations.accounts import AccountDesk
from tests.sign_ins import SECRET, make_user


@pytest.fixture
def clerk(accounts: AccountDesk) -> User:
    return accounts.add_user(make_user())


@pytest.fixture
def careful(clerk: User, memory_database: SqlDatabase) -> User:
    """The clerk with a second factor."""
    with memory_database.transaction() as tx:
        tx.accounts.set_second_factor(clerk.id, SecondFactor(SECRET, is_confirmed=True))
        return tx.accounts.get_user(clerk.id)
