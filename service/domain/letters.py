"""Letters that Grif writes to people: what they say, and how long anybody needs them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from service.domain.ids import LetterId

MAX_ADDRESS = 254
"""Octets of an address in an envelope (RFC 5321 §4.5.3.1.3, less the angle brackets)."""


@dataclass(frozen=True)
class Letter:
    """One plain-text letter to one person; after `expires_at` it is of no use to them."""

    id: LetterId
    recipient: str
    subject: str
    text: str
    created_at: datetime
    expires_at: datetime


@dataclass(frozen=True)
class LetterClaim:
    """A letter in the hands of one worker, under its fence; `failures` counts earlier attempts."""

    letter: Letter
    fence: int
    failures: int


@dataclass(frozen=True)
class Wording:
    """What a letter says."""

    subject: str
    text: str


def invitation_wording(name: str, tenant: str, link: str, lifetime: timedelta) -> Wording:
    """An invitation to the pages of an organisation or a municipality."""
    return Wording(
        "Приглашение в Гриф",
        f"Здравствуйте, {name}!\n\n"
        f"Вас пригласили работать с документами наставничества: {tenant}.\n"
        "Откройте ссылку, проверьте имя для входа и придумайте пароль:\n\n"
        f"{link}\n\n"
        f"Ссылка действует {_say(lifetime)} и срабатывает один раз.\n"
        "Если вы не ждали этого письма, ничего не делайте.\n",
    )


def reset_wording(name: str, link: str, lifetime: timedelta) -> Wording:
    """A way back for somebody who has forgotten the password."""
    return Wording(
        "Новый пароль в Грифе",
        f"Здравствуйте, {name}!\n\n"
        "Кто-то, скорее всего вы, попросил сменить забытый пароль. Откройте ссылку:\n\n"
        f"{link}\n\n"
        f"Ссылка действует {_say(lifetime)} и срабатывает один раз.\n"
        "Если это были не вы, ничего не делайте: прежний пароль действует.\n",
    )


def change_wording(name: str, what: str) -> Wording:
    """A notice that something about signing in has changed; `what` is a whole sentence."""
    return Wording(
        "Изменился вход в Гриф",
        f"Здравствуйте, {name}!\n\n{what}\n\n"
        "Если это были не вы, сразу сообщите администратору вашей организации.\n",
    )


def webhook_wording(name: str, host: str, page: str) -> Wording:
    """A notice that a program has not answered for days, and is told nothing any more."""
    return Wording(
        "Уведомления программе выключены",
        f"Здравствуйте, {name}!\n\n"
        f"Гриф три дня не может передать уведомления программе на {host} и больше не пытается.\n"
        "Когда программа снова заработает, включите уведомления на странице:\n\n"
        f"{page}\n\n"
        "Документы от этого не страдают: они готовятся и подписываются как обычно.\n",
    )


def _say(lifetime: timedelta) -> str:
    """Lifetimes are whole days or a single hour."""
    days = lifetime // timedelta(days=1)
    return f"дней: {days}," if days else "один час"
