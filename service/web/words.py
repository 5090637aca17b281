"""How values are said in Russian on a page."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask import Flask
from markupsafe import Markup, escape

from doc_templates.formats import date as short_date
from doc_templates.formats import long_date, plural
from doc_templates.typography import ABBREVIATION
from service.domain.access import ROLE_TITLES, Role
from service.domain.documents import STATE_TITLES, State
from service.domain.registers import TITLES as REGISTER_TITLES
from service.domain.signatures import METHOD_TITLES, STEP_TITLES, Method, StepState
from service.http.exchange import services
from service.web.days import show_day
from signing.errors import MESSAGES, Code

_TONES: Mapping[State, str] = {
    State.ARCHIVED: "good",
    State.FAILED: "bad",
    State.CANCELLED: "off",
}
_LETTER_FAILURES: Mapping[str, str] = {
    "mail_recipient": "такого адреса нет",
    "mail_refused": "почтовый сервер не принял письмо",
    "mail_expired": "срок приглашения вышел",
}
_KIB = 1024
_NBSP = "\N{NO-BREAK SPACE}"
_IN_ONE_LINE = re.compile(rf"{ABBREVIATION.pattern}|№ \d+")


def say_moment(moment: datetime | str) -> str:
    """«24.09.2025, 14:05» where the offices are."""
    if isinstance(moment, str):
        moment = datetime.fromisoformat(moment)
    there = moment.astimezone(ZoneInfo(services().settings.timezone))
    return f"{there:%d.%m.%Y}, {there:%H:%M}"


def say_day(day: date) -> str:
    """«24 сентября 2025 г.»."""
    return long_date(day)


def say_short_day(day: date) -> str:
    """«24.09.2025»."""
    return short_date(day)


def say_size(size_bytes: int) -> str:
    """«152 КБ», «1,4 МБ»."""
    if size_bytes < _KIB * _KIB:
        return f"{max(1, round(size_bytes / _KIB))}{_NBSP}КБ"
    return f"{size_bytes / _KIB / _KIB:.1f}{_NBSP}МБ".replace(".", ",")


def say_pages(count: int) -> str:
    """«1 страница», «3 страницы», «11 страниц»."""
    return f"{count}{_NBSP}{plural(count, 'страница', 'страницы', 'страниц')}"


def say_state(state: State) -> str:
    """The state in people's words."""
    return STATE_TITLES[state]


def tone(state: State) -> str:
    """Which colour a state has: good, bad, off, or busy while there is work to do."""
    return _TONES.get(state, "busy")


def hold(text: str) -> Markup:
    """The text with «НШ-ДС» and «№ 1» in one line each; what is copied has plain signs."""
    return Markup(_IN_ONE_LINE.sub(r'<span class="held">\g<0></span>', str(escape(text))))  # noqa: S704 -- escaped


def say_register(code: str) -> str:
    """The journal that gave the number."""
    return REGISTER_TITLES.get(code, code)


def say_article(article: str) -> str:
    """«ст. 441» of the Перечень № 236; another act is named as it is."""
    return f"ст.{_NBSP}{article}" if article[:1].isdecimal() else article


def say_step(state: StepState) -> str:
    """Where a signature stands."""
    return STEP_TITLES[state]


def say_method(method: Method) -> str:
    """What a signature is made with."""
    return METHOD_TITLES[method]


def say_roles(roles: Iterable[Role]) -> str:
    """«Куратор, администратор»: in the order of the roles."""
    known = set(roles)
    titles = [title for role, title in ROLE_TITLES.items() if role in known]
    return ", ".join([*titles[:1], *(title[:1].lower() + title[1:] for title in titles[1:])])


def say_letter_failure(code: str | None) -> str:
    """Why a letter did not arrive."""
    return _LETTER_FAILURES.get(code or "", "почтовый сервер не принял письмо")


def say_local_day(moment: datetime) -> str:
    """The day of a moment where the offices are: «24.09.2025»."""
    return short_date(moment.astimezone(ZoneInfo(services().settings.timezone)).date())


def say_days_left(days: int) -> str:
    """«осталось 3 дня», «истёк»."""
    if days < 0:
        return "истёк"
    verb = "остался" if plural(days, "a", "b", "c") == "a" else "осталось"
    return f"{verb} {days}{_NBSP}{plural(days, 'день', 'дня', 'дней')}"


def say_key_failure(code: str) -> str:
    """Why a key of the organisation does not sign."""
    return MESSAGES[Code(code)]


def teach(app: Flask) -> None:
    """Make the words known to the pages."""
    app.jinja_env.filters.update(
        moment=say_moment,
        day_box=show_day,
        day=say_day,
        short_day=say_short_day,
        size=say_size,
        pages=say_pages,
        state=say_state,
        tone=tone,
        register=say_register,
        article=say_article,
        step=say_step,
        method=say_method,
        hold=hold,
        roles=say_roles,
        letter_failure=say_letter_failure,
        local_day=say_local_day,
        days_left=say_days_left,
        key_failure=say_key_failure,
    )
