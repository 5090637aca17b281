"""«Согласия»: who has consented to what. Names are never in an address: search is sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from flask import Blueprint, render_template, request

from service.domain.ids import OrganisationId
from service.domain.organisations import Organisation
from service.domain.pack.consents import Consent, ConsentState
from service.domain.search import searchable
from service.http.exchange import principal, services
from service.web.lists import name_things

consents = Blueprint("consents", __name__, url_prefix="/consents")

PAGE_SIZE: Final = 50
CONSENT_STATES: Final = {
    ConsentState.IN_FORCE: "действует",
    ConsentState.PREPARING: "готовится",
    ConsentState.ENDED: "закончилось",
    ConsentState.WITHDRAWN: "отозвано",
}
CONSENT_TONES: Final = {
    ConsentState.IN_FORCE: "good",
    ConsentState.PREPARING: "busy",
    ConsentState.ENDED: "off",
    ConsentState.WITHDRAWN: "bad",
}
_MAX_TEXT: Final = 200
_MAX_PAGE: Final = 1000


@dataclass(frozen=True)
class Question:
    """What is looked for; what makes no sense is not asked."""

    organisation_id: OrganisationId
    text: str
    state: ConsentState | None
    page: int

    @property
    def is_narrow(self) -> bool:
        """Whether anything is left out."""
        return bool(self.text or self.state)


@consents.get("")
def list_all() -> str:
    """Everybody's, by the alphabet."""
    return _show("")


@consents.post("/search")
def search() -> str:
    """Those narrowed by what is typed."""
    return _show(request.form.get("q", "")[:_MAX_TEXT])


def _show(text: str) -> str:
    organisations = services().organisations.list_organisations(principal())
    wanted = _read_question(text, organisations)
    every = (
        services().consents.list_consents(principal(), wanted.organisation_id)
        if organisations
        else []
    )
    titles = {kind.code: kind.title for kind in services().catalogue.list_kinds()}
    found = [one for one in every if _is_wanted(one, wanted, titles.get(one.document.kind, ""))]
    first = (wanted.page - 1) * PAGE_SIZE
    return render_template(
        "consents.html",
        wanted=wanted,
        shown=found[first : first + PAGE_SIZE],
        total=len(found),
        page_size=PAGE_SIZE,
        organisations=organisations,
        **say_consents(),
        **name_things(organisations),
    )


def say_consents() -> dict[str, object]:
    """What pages call the states of consents."""
    return {"consent_states": CONSENT_STATES, "consent_tones": CONSENT_TONES}


def _read_question(text: str, organisations: Sequence[Organisation]) -> Question:
    asked = request.values
    known = [one.id for one in organisations]
    chosen = OrganisationId(asked.get("organisation", ""))
    state, page = asked.get("state", ""), asked.get("page", "")
    return Question(
        organisation_id=chosen if chosen in known else next(iter(known), OrganisationId("")),
        text="".join(c for c in text if c.isprintable()).strip(),
        state=ConsentState(state) if state in set(ConsentState) else None,
        page=int(page) if page in map(str, range(1, _MAX_PAGE)) else 1,
    )


def _is_wanted(consent: Consent, wanted: Question, title: str) -> bool:
    if wanted.state is not None and consent.state is not wanted.state:
        return False
    said = searchable(consent.name, title, consent.purpose, consent.document.number)
    return all(word in said for word in searchable(wanted.text).split())
