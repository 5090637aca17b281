"""Who sits at the browser: the session behind the cookie, and proof that a form is our own."""

import hmac
import re
from dataclasses import dataclass
from typing import cast
from urllib.parse import urlsplit

from flask import Response, g, redirect, request, url_for
from werkzeug.wrappers import Response as BareResponse

from service.domain.access import Scope
from service.domain.accounts import Session, User
from service.domain.errors import ForbiddenError, UnauthenticatedError
from service.http.addresses import MAX_ADDRESS_BYTES
from service.http.exchange import identify, services
from service.web.forgery import CSRF_FIELD, unmask

_SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
_OWN_PATH = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]*")
# Routes that show a stale form again instead of refusing it: long forms are not to be lost.
KEEP_INPUT = {
    *("desk.batches.fill", "desk.batch_pairs.fill", "desk.batch_sheets.fill"),
    "desk.new_documents.submit",
}
# Every other is handed back to be sent once more (`service.web.late_forms`), but for those with
# passwords and codes, keys and files, which are not to lie on a page, and what scripts send.
NEVER_HAND_BACK = {
    *("session.end", "desk.signing_day.agree", "desk.new_documents.save"),
    "desk.previews.look",
    *("desk.me.change_password", "desk.me.confirm_second_factor", "desk.me.drop_second_factor"),
    *("desk.me.renew_codes", "desk.own_openid.begin_link", "desk.own_openid.unlink"),
    *("desk.signatures.begin", "desk.signatures.submit", "desk.signatures.accept_scan"),
    *("desk.companions.accept", "desk.people_imports.match", "desk.people_imports.take_in"),
    *("desk.people_imports.faulty", "desk.templates.uploads.check"),
    *("desk.batch_sheets.match", "desk.batch_sheets.check", "desk.batch_sheets.faulty"),
    "desk.batch_sheets.sample",
    *("desk.templates.uploads.publish", "desk.templates.uploads.sample"),
}


@dataclass(frozen=True)
class Visitor:
    """A signed-in person and the session they came with."""

    user: User
    session: Session

    @property
    def can_write(self) -> bool:
        """Whether the person makes documents of any kind, not only reads them."""
        return self._has(Scope.WRITE, Scope.MUNICIPAL)

    @property
    def can_write_here(self) -> bool:
        """Whether the person makes documents of an organisation of their own."""
        return self._has(Scope.WRITE) and self.user.organisation_id is not None

    @property
    def can_read(self) -> bool:
        """Whether there are documents for the person, be it their own."""
        return self._has(Scope.READ, Scope.OWN)

    @property
    def can_read_all(self) -> bool:
        """Whether the documents of others are open to the person too."""
        return self._has(Scope.READ)

    @property
    def can_cover(self) -> bool:
        """Whether the person sees to the schools of a municipality."""
        return self.can_read_all and self.user.municipality_id is not None

    @property
    def can_search_archive(self) -> bool:
        """Whether the archive is open to the person."""
        return self._has(Scope.ARCHIVE)

    @property
    def can_see_templates(self) -> bool:
        """Whether the person may look at what documents are made by."""
        return self._has(Scope.READ, Scope.TEMPLATES)

    @property
    def can_manage_users(self) -> bool:
        """Whether the person lets others in."""
        return self._has(Scope.USERS)

    @property
    def can_keep_signers(self) -> bool:
        """Whether the person says who may sign."""
        return self._has(Scope.SIGNERS)

    def _has(self, *scopes: Scope) -> bool:
        return not self.user.principal().scopes.isdisjoint(scopes)


def visitor() -> Visitor | None:
    """The signed-in person, if any."""
    return cast("Visitor | None", g.get("visitor"))


def present() -> Visitor:
    """The signed-in person; only behind `admit`."""
    return cast("Visitor", g.visitor)


def is_stale() -> bool:
    """Whether the form came from an earlier session and must be confirmed once more."""
    return bool(g.get("is_stale"))


def admit() -> BareResponse | None:
    """Let signed-in people through and send others to the sign-in page.

    Raises UnauthenticatedError (a form sent after the session ended), ForbiddenError `csrf`.
    """
    token = request.cookies.get(cookie_name("sid"))
    found = services().sessions.find_session(token) if token else None
    if request.method not in _SAFE_METHODS:
        require_own_form()
    if found is None:
        return _send_to_sign_in()
    session, user = found
    g.visitor = Visitor(user, session)
    identify(user.principal())
    if request.method not in _SAFE_METHODS and not came_with(session.csrf_token):
        if request.endpoint in NEVER_HAND_BACK:
            raise _foreign_form()
        g.is_stale = True
    return None


def require_own_form() -> None:
    """Refuse a form that another site sent. Raises ForbiddenError `csrf`.

    Browsers say where a form comes from: Sec-Fetch-Site on trustworthy origins, Origin everywhere.
    """
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin", "")
    is_own = site == "same-origin" if site else urlsplit(origin).netloc == request.host
    if not is_own:
        raise _foreign_form()


def came_with(expected: str) -> bool:
    """Whether the form has this token in it."""
    given = unmask(request.form.get(CSRF_FIELD, ""))
    return bool(expected) and hmac.compare_digest(given.encode(), expected.encode())


def require_token(expected: str) -> None:
    """Refuse a form without our token in it. Raises ForbiddenError `csrf`."""
    if not came_with(expected):
        raise _foreign_form()


def cookie_name(name: str) -> str:
    """The cookie's name; `__Host-` makes browsers hold it to HTTPS and this host (RFC 6265bis)."""
    return f"__Host-{name}" if services().settings.secure_cookies else name


def set_cookie(response: Response | BareResponse, name: str, value: str) -> None:
    """Give the browser a cookie that no script and no other site can use."""
    response.set_cookie(
        cookie_name(name),
        value,
        secure=services().settings.secure_cookies,
        httponly=True,
        samesite="Lax",
    )


def delete_cookie(response: Response | BareResponse, name: str) -> None:
    """Take the cookie back."""
    response.delete_cookie(
        cookie_name(name),
        secure=services().settings.secure_cookies,
        httponly=True,
        samesite="Lax",
    )


def own_path(target: str) -> str:
    """`target` when it is a path of this site, else the front page: no open redirects."""
    is_own = len(target) <= MAX_ADDRESS_BYTES and _OWN_PATH.fullmatch(target)
    return target if is_own else "/"


def _send_to_sign_in() -> BareResponse:
    if request.method not in _SAFE_METHODS:
        message = (
            "Сеанс завершился. Войдите в соседней вкладке, вернитесь сюда кнопкой «Назад» "
            "и отправьте форму ещё раз: введённое сохранится."
        )
        raise UnauthenticatedError(message, code="session_ended")
    target = request.full_path.rstrip("?")
    return redirect(url_for("session.sign_in", next=None if target == "/" else target))


def _foreign_form() -> ForbiddenError:
    message = "Форма устарела или пришла с другого сайта. Вернитесь, обновите страницу и повторите."
    return ForbiddenError(message, code="csrf")
