"""The provider of the settings: where the browser goes, and who came back (OpenID Connect Core).

Authorization code flow with PKCE (RFC 7636). What the provider says of itself is read when first
needed and kept for an hour; an unknown key is looked for once more, and not again for a minute.
"""

import base64
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote_plus, urlencode

from service.domain.identities import Answer, Identity, IdentityError, Proofs, ProviderAwayError
from service.openid.calls import CallError, JsonObject, Line, RefusedError
from service.openid.id_tokens import (
    Expected,
    ForgedTokenError,
    Key,
    UnknownKeyError,
    read_claims,
    read_keys,
)
from service.ports import Clock

_KEPT: Final = timedelta(hours=1)
_KEYS_REREAD: Final = timedelta(minutes=1)
_PLACES: Final = ("authorization_endpoint", "token_endpoint", "jwks_uri")
_WELL_KNOWN: Final = "/.well-known/openid-configuration"


@dataclass(frozen=True)
class Options:
    """What the settings say; without a secret the client is a public one, held by PKCE alone."""

    issuer: str
    client_id: str
    secret_file: Path | None
    title: str
    scopes: str
    requires_trusted: bool
    callback: str


@dataclass(frozen=True)
class _Metadata:
    """What the provider says of itself (OpenID Connect Discovery 1.0 §3), and since when."""

    authorization: str
    token: str
    keys: str
    is_named_in_answers: bool
    takes_basic: bool
    read_at: datetime


class OpenIdProvider:
    """Speaks to one provider; what it knows of it is read anew by each process."""

    def __init__(self, options: Options, clock: Clock) -> None:
        self._options = options
        self._clock = clock
        self._line = Line(options.issuer)
        self._known: _Metadata | None = None
        self._keys: tuple[datetime, tuple[Key, ...]] | None = None

    @property
    def issuer(self) -> str:
        """The provider's name for itself."""
        return self._options.issuer

    @property
    def title(self) -> str:
        """What people call it."""
        return self._options.title

    def address_for(self, proofs: Proofs) -> str:
        """Where the browser goes (Core §3.1.2.1). Raises ProviderAwayError."""
        try:
            address = self._metadata().authorization
        except CallError as error:
            raise self._away(error) from error
        asked = {
            "response_type": "code",
            "client_id": self._options.client_id,
            "redirect_uri": self._options.callback,
            "scope": self._options.scopes,
            "state": proofs.state,
            "nonce": proofs.nonce,
            "code_challenge": proofs.challenge,
            "code_challenge_method": "S256",
        }
        return f"{address}{'&' if '?' in address else '?'}{urlencode(asked)}"

    def identify(self, answer: Answer, proofs: Proofs, began_at: datetime) -> Identity:
        """Who came back, from the code of the answer. Raises IdentityError."""
        try:
            claims = self._ask_who(answer, proofs, began_at)
        except CallError as error:
            raise self._away(error) from error
        except RefusedError as error:
            raise self._refuse(cause="code") from error
        except (ForgedTokenError, UnknownKeyError) as error:
            raise self._distrust(str(error) or "unknown key") from error
        # ЕСИА: an account that nobody has confirmed in person is anybody's.
        if claims.get("trusted", not self._options.requires_trusted) is not True:
            message = (
                f"Учётная запись «{self.title}» не подтверждена, по ней войти нельзя. Подтвердите "
                "её (в центре обслуживания, через банк или электронной подписью) или войдите по "
                "паролю."
            )
            raise IdentityError(message, code="openid_untrusted")
        return Identity(self.issuer, claims["sub"], _read_mailbox(claims))

    def _ask_who(self, answer: Answer, proofs: Proofs, began_at: datetime) -> dict[str, Any]:
        """Raises IdentityError, CallError, RefusedError, ForgedTokenError, UnknownKeyError."""
        metadata = self._metadata()
        if answer.issuer is None and metadata.is_named_in_answers:
            raise self._distrust(cause="no iss in the answer")
        if answer.issuer not in (None, self.issuer):  # RFC 9207: the answer of another provider
            raise self._distrust(cause="iss of the answer")
        if answer.error or not answer.code:
            raise self._explain(answer.error)
        expected = Expected(
            self.issuer, self._options.client_id, proofs.nonce, began_at, self._clock.now()
        )
        token = self._redeem(metadata, answer.code, proofs.verifier)
        try:
            return read_claims(token, self._read_keys(metadata, _KEPT), expected)
        except UnknownKeyError:
            return read_claims(token, self._read_keys(metadata, _KEYS_REREAD), expected)

    def _redeem(self, metadata: _Metadata, code: str, verifier: str) -> str:
        """The ID token for a code (Core §3.1.3). The access token is of no use here."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._options.callback,
            "code_verifier": verifier,
            "client_id": self._options.client_id,
        }
        secret, authorization = self._read_secret(), ""
        if secret and metadata.takes_basic:
            pair = f"{quote_plus(self._options.client_id)}:{quote_plus(secret)}"
            authorization = f"Basic {base64.b64encode(pair.encode()).decode()}"
        elif secret:
            form["client_secret"] = secret
        said = self._line.post(metadata.token, form, authorization)
        token = said.get("id_token")
        if not isinstance(token, str):
            raise ForgedTokenError(claim="id_token")
        return token

    def _read_secret(self) -> str:
        """Read anew each time, so that it may change."""
        if self._options.secret_file is None:
            return ""
        try:
            text = self._options.secret_file.read_text("utf-8")
        except (OSError, UnicodeError) as error:
            cause = "secret unreadable"
            raise CallError(cause) from error
        return text.partition("\n")[0]

    def _metadata(self) -> _Metadata:
        """Raises CallError."""
        now = self._clock.now()
        if self._known is None or now - self._known.read_at >= _KEPT:
            said = self._line.get(self.issuer.rstrip("/") + _WELL_KNOWN)
            self._known = self._read_metadata(said, now)
        return self._known

    def _read_metadata(self, said: JsonObject, now: datetime) -> _Metadata:
        places = [said.get(name) for name in _PLACES]
        if said.get("issuer") != self.issuer or not all(map(self._line.is_ours, places)):
            cause = "metadata of somebody else"
            raise CallError(cause)
        ways = said.get("token_endpoint_auth_methods_supported")
        return _Metadata(
            authorization=said["authorization_endpoint"],
            token=said["token_endpoint"],
            keys=said["jwks_uri"],
            is_named_in_answers=said.get("authorization_response_iss_parameter_supported") is True,
            takes_basic=not isinstance(ways, list) or "client_secret_basic" in ways,
            read_at=now,
        )

    def _read_keys(self, metadata: _Metadata, kept: timedelta) -> tuple[Key, ...]:
        """The keys, not older than that. Raises CallError."""
        now = self._clock.now()
        if self._keys is None or now - self._keys[0] >= kept:
            self._keys = now, read_keys(self._line.get(metadata.keys).get("keys"))
        return self._keys[1]

    def _explain(self, error: str) -> IdentityError:
        """What the provider's own code means (RFC 6749 §4.1.2.1, Core §3.1.2.6)."""
        if error == "access_denied":
            message = (
                f"Вы отменили вход через «{self.title}» или не разрешили передать данные. "
                "Попробуйте ещё раз или войдите по паролю."
            )
            return IdentityError(message, code="openid_denied")
        if error in {"temporarily_unavailable", "server_error"}:
            return self._away(CallError(error))
        return self._refuse(cause="error in the answer")

    def _refuse(self, cause: str) -> IdentityError:
        message = (
            f"Сервис «{self.title}» не подтверждает вход: ответ устарел или уже использован. "
            "Начните вход ещё раз; если не поможет, сообщите администратору номер запроса."
        )
        return IdentityError(message, code="openid_refused", cause=cause)

    def _distrust(self, cause: str) -> IdentityError:
        message = (
            f"Ответ сервиса «{self.title}» не прошёл проверку, вход не выполнен. Войдите по "
            "паролю и сообщите администратору номер запроса."
        )
        return IdentityError(message, code="openid_distrusted", cause=cause)

    def _away(self, error: CallError) -> ProviderAwayError:
        return ProviderAwayError(self.title, error.cause)


def _read_mailbox(claims: dict[str, Any]) -> str:
    """The mailbox that the provider has verified (Core §5.1); empty when it vouches for none."""
    email = claims.get("email")
    return email if claims.get("email_verified") is True and isinstance(email, str) else ""
