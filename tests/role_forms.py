"""For the routes that take a form: one that does what it says, and the thing that it is about.

What a form is made of is read from the pages of `author`, who may do everything in the school.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from service.domain.access import Role
from service.domain.accounts import SecondFactor, Tenant
from service.domain.documents import Failure, Stage
from service.domain.drafts import SavedDraft
from service.domain.ids import DraftId, PersonId, UserId
from service.operations.stages import Setback
from tests.actors import Actor, let_in
from tests.doors import CONSENT, ORDER, PASSWORD
from tests.factories import CLERK, OTHER_SCHOOL, SCHOOL
from tests.form_pages import read_form_page
from tests.role_matrix import RULES, Target
from tests.scenes.stage import ANNA, ANNAS, HEAD_NAME, file
from tests.signing_house import SigningHouse
from tests.template_pages import edited
from tests.things import Thing, make_thing

Form = Mapping[str, object]
_NEW: Final = "скрепка батарея зонт"
_CARD: Final = {"surname": "Цой", "given_name": "Артём", "gender": "m", "position": "учитель"}
_TERM: Final = {
    "role": "head", "full_name": HEAD_NAME, "gender": "f", "position": "директор",
    "ground": "приказ № 7", "since": "01.09.2026", "organisation": SCHOOL,
}  # fmt: skip
_TABLE: Final = "ФИО;Должность\nЦой Артём Маратович;учитель\nПушкин;\n"
_SHEET: Final = """Дата согласия;Наставляемый;Наставляемый – Должность
16.09.2025;Цой Артём Маратович;учитель математики
31.02.2025;Груша Илья Ильич;учитель
"""
_BY_TOKEN: Final = {"role": "mentor", "method": "own_token", "signer": HEAD_NAME}
_BY_LINK: Final = {"role": "mentor", "method": "simple", "signer": ANNA}
_SEALED: Final = {"role": "seal", "method": "server_key"}
_REASON: Final = {"reason": "Ошибка в дате."}
_SUCCESSOR: Final = {"signer": ANNA, "ground": "приказ от 20.11.2026 № 41-лс"}
_GUEST: Final = {"name": "Краснов Борис Петрович", "role": "clerk", "place": SCHOOL}


@dataclass
class Desk:
    """A house, who reads its pages for the forms, and how many things were made."""

    signing: SigningHouse
    author: Actor
    made: int = 0

    def thing(self, target: Target) -> Thing:
        self.made += 1
        return make_thing(self.signing.house, self.made, SCHOOL, target)

    def order(self, *signatures: Mapping[str, object], kind: str = "personalized_program") -> Thing:
        self.made += 1
        return Thing(self.signing.order(f"order-{self.made}", *signatures, kind=kind))

    def read(self, path: str, **sent: object) -> dict[str, object]:
        """What the form on this page would send; `sent` asks for the page by a form."""
        answer = self.author.go("POST" if sent else "GET", path, sent)
        form = read_form_page(answer, begin="<main")
        return {name: texts for name, texts in form.items() if name != "_csrf"}


Case = Callable[[Desk, Actor], tuple[Thing, Form]]


def _of(target: Target, form: Form | None = None) -> Case:
    return lambda desk, _actor: (desk.thing(target), form or {})


def _planned(signature: Mapping[str, object], form: Form) -> Case:
    return lambda desk, _actor: (desk.order(signature), form)


def _new_document(desk: Desk, _actor: Actor) -> tuple[Thing, Form]:
    form = desk.read(f"/documents/new/{CONSENT}?sample=1")
    return Thing(), {**form, "_action": "register"}


def _draft(desk: Desk, actor: Actor) -> tuple[Thing, Form]:
    desk.made += 1
    draft_id = DraftId(f"own-{desk.made}")
    house = desk.signing.house
    with house.services.database.transaction() as tx:
        tx.drafts.put(SavedDraft(draft_id, actor.user.id, SCHOOL, CONSENT, {}, house.clock.now()))
    return Thing(draft=draft_id), {}


def _failed(desk: Desk, _actor: Actor) -> tuple[Thing, Form]:
    thing, stages = desk.thing("document"), desk.signing.house.services.stages
    trouble = Failure("conversion_failed", "Документ не преобразуется.")
    claims = stages.claim(Stage.CONVERT, SCHOOL, limit=99)
    stages.commit([Setback(claim, trouble, again=False) for claim in claims])
    return thing, {}


def _reader(desk: Desk, _actor: Actor) -> tuple[Thing, Form]:
    thing = desk.order(_SEALED, kind=ORDER)
    path = f"/api/v1/documents/{thing.document}/acquaintance"
    (first, *_) = desk.signing.program.get(path).get_json()["items"]
    return thing, {"person": first["person"], "email": ANNAS}


def _sealed(desk: Desk, _actor: Actor) -> tuple[Thing, Form]:
    return desk.order(_SEALED, kind=ORDER), {}


def _put_away(desk: Desk, _actor: Actor) -> tuple[Thing, Form]:
    thing = desk.thing("person")
    desk.signing.house.services.people.set_archived(CLERK, PersonId(thing.person), archived=True)
    return thing, {}


def _forms(desk: Desk, _actor: Actor) -> tuple[Thing, Form]:
    thing = desk.thing("person")
    return thing, desk.read(f"/people/{thing.person}/forms")


def _table(_desk: Desk, _actor: Actor) -> tuple[Thing, Form]:
    return Thing(), {"file": file("люди.csv", _TABLE.encode())}


def _rows(desk: Desk, _actor: Actor) -> tuple[Thing, Form]:
    return Thing(), desk.read("/people/import", file=file("люди.csv", _TABLE.encode()))


def _chosen(desk: Desk, _actor: Actor) -> tuple[Thing, Form]:
    return Thing(), {"person": desk.thing("person").person}


def _pages(desk: Desk, _actor: Actor) -> tuple[Thing, Form]:
    return Thing(), {**desk.read(f"/documents/new/{CONSENT}?sample=1"), "_action": "preview"}


def _sheet(_desk: Desk, _actor: Actor) -> tuple[Thing, Form]:
    return Thing(), {"kind": CONSENT, "file": file("согласия.csv", _SHEET.encode())}


def _columns(desk: Desk, actor: Actor) -> tuple[Thing, Form]:
    return Thing(), desk.read("/batches/sheet", **_sheet(desk, actor)[1])


def _sorted_rows(desk: Desk, actor: Actor) -> tuple[Thing, Form]:
    """Both forms of the page: good rows go on, faulty ones are downloaded."""
    return Thing(), desk.read(f"/batches/sheet/{CONSENT}/rows", **_columns(desk, actor)[1])


def _template(desk: Desk, _actor: Actor) -> tuple[Thing, Form]:
    return Thing(), {"file": file("шаблон.docx", edited(desk.signing.house))}


def _checked(desk: Desk, _actor: Actor) -> tuple[Thing, Form]:
    desk.made += 1
    docx = file("шаблон.docx", edited(desk.signing.house, f"Шапка {desk.made}"))
    return Thing(), desk.read(f"/templates/{CONSENT}/check", file=docx)


def _invited(desk: Desk, _actor: Actor) -> tuple[Thing, Form]:
    desk.made += 1
    return Thing(), {**_GUEST, "email": f"guest-{desk.made}@school.example"}


def _blocked(desk: Desk, _actor: Actor) -> tuple[Thing, Form]:
    thing, house = desk.thing("user"), desk.signing.house
    with house.services.database.transaction() as tx:
        tx.accounts.set_blocked(UserId(thing.user), house.clock.now())
    return thing, {}


def _with_factor(desk: Desk, _actor: Actor) -> tuple[Thing, Form]:
    thing = desk.thing("user")
    with desk.signing.house.services.database.transaction() as tx:
        tx.accounts.set_second_factor(UserId(thing.user), SecondFactor("A" * 32, is_confirmed=True))
    return thing, {}


def _own_factor(desk: Desk, actor: Actor) -> tuple[Thing, Form]:
    with desk.signing.house.services.database.transaction() as tx:
        tx.accounts.set_second_factor(actor.user.id, SecondFactor("A" * 32, is_confirmed=True))
    return Thing(), {"current": PASSWORD}


def _session(_desk: Desk, actor: Actor) -> tuple[Thing, Form]:
    return Thing(session=actor.handle()), {}


def _curator(desk: Desk, _actor: Actor) -> tuple[Thing, Form]:
    desk.made += 1
    school = OTHER_SCHOOL if desk.made % 2 else SCHOOL
    login, tenant = f"curator-{desk.made}", Tenant(school)
    let_in(desk.signing.house, login, {Role.CURATOR}, tenant)
    return Thing(), {"school": [school]}


def _requisites(desk: Desk, _actor: Actor) -> tuple[Thing, Form]:
    desk.made += 1
    form = desk.read(f"/admin/organisations/{SCHOOL}/edit")
    return Thing(organisation=SCHOOL), {**form, "address": f"с. Тестово, д. {desk.made}"}


def _new_organisation(desk: Desk, _actor: Actor) -> tuple[Thing, Form]:
    desk.made += 1
    return Thing(), {**_requisites(desk, _actor)[1], "id": f"school-{desk.made}"}


def _registers(desk: Desk, _actor: Actor) -> tuple[Thing, Form]:
    desk.made += 1
    form = desk.read(f"/admin/organisations/{SCHOOL}/registers")
    return Thing(organisation=SCHOOL), {**form, "od": f"{{seq}}-од/{desk.made}"}


FORMS: Final[dict[str, Case]] = {
    "/coverage/reminders": _curator,
    "/documents/new/<code:kind>": _new_document,
    "/documents/new/<code:kind>/draft": _new_document,
    "/documents/new/<code:kind>/preview": _pages,
    "/documents/new/drafts/<id:draft_id>/delete": _draft,
    "/documents/<id:document_id>/retry": _failed,
    "/documents/<id:document_id>/cancel": _of("document", _REASON),
    "/documents/<id:document_id>/warnings/<code>/acceptance": _of("warning", _REASON),
    "/documents/<id:document_id>/signatures/<int:place>/decline": _planned(_BY_TOKEN, _REASON),
    "/documents/<id:document_id>/signatures/<int:place>/link": _planned(
        _BY_LINK, {"email": ANNAS, "signer": ANNA}
    ),
    "/documents/<id:document_id>/signatures/<int:place>/replacement": _planned(
        _BY_TOKEN, _SUCCESSOR
    ),
    "/documents/<id:document_id>/detached/order": _sealed,
    "/documents/<id:document_id>/acquaintance/link": _reader,
    "/documents/<id:document_id>/acquaintance/paper": _reader,
    "/people/search": _of("person", {"q": "цой"}),
    "/people/new": _of("", _CARD),
    "/people/<id:person_id>/edit": _of("person", {**_CARD, "position": "методист"}),
    "/people/<id:person_id>/archive": _of("person"),
    "/people/<id:person_id>/restore": _put_away,
    "/people/<id:person_id>/forms": _forms,
    "/people/import": _table,
    "/people/import/rows": _rows,
    "/people/import/faulty.xlsx": _rows,
    "/consents/search": _of("", {"q": "цой"}),
    "/batches/new": _chosen,
    "/batches/new/<code:kind>": _chosen,
    "/batches/sheet/sample.xlsx": _sheet,
    "/batches/sheet": _sheet,
    "/batches/sheet/<code:kind>/rows": _columns,
    "/batches/sheet/<code:kind>": _sorted_rows,
    "/batches/sheet/faulty.xlsx": _sorted_rows,
    "/batches/<id:batch_id>/run": _of("batch"),
    "/templates/<code:kind>/check": _template,
    "/templates/<code:kind>/publish": _checked,
    "/templates/<code:kind>/sample": _checked,
    "/templates/<code:kind>/withdraw": _of("template"),
    "/users/invite": _invited,
    "/users/invitations/<id:invitation_id>/revoke": _of("invitation"),
    "/users/<id:user_id>/roles": _of("user", {"role": "clerk"}),
    "/users/<id:user_id>/block": _of("user"),
    "/users/<id:user_id>/unblock": _blocked,
    "/users/<id:user_id>/second-factor/off": _with_factor,
    "/signers/new": _of("", _TERM),
    "/signers/<id:signer_id>/replace": _of("signer", {**_TERM, "full_name": ANNA}),
    "/signers/<id:signer_id>/end": _of("signer", {"until": "23.11.2026"}),
    "/admin/organisations/new": _new_organisation,
    "/admin/organisations/<id:organisation_id>/edit": _requisites,
    "/admin/organisations/<id:organisation_id>/registers": _registers,
    "/admin/keys/new": _of("", {"label": "1С", "scope": "documents:read", "days": "365"}),
    "/admin/keys/<id:key_id>/revoke": _of("key"),
    "/admin/webhooks/new": _of("", {"url": "https://a.example/hook"}),
    "/admin/webhooks/<id:webhook_id>/check": _of("webhook"),
    "/admin/webhooks/<id:webhook_id>/remove": _of("webhook"),
    "/me/password": _of("", {"current": PASSWORD, "password": _NEW}),
    "/me/second-factor/off": _own_factor,
    "/me/recovery-codes": _own_factor,
    "/me/sessions/<id:handle>/end": _session,
    "/me/sessions/end": _session,
    "/sign-out": _of(""),
}

ONLY_TELL: Final = frozenset(
    {
        *("/people/search", "/people/import", "/people/import/faulty.xlsx", "/consents/search"),
        *(
            "/batches/new",
            "/batches/new/<code:kind>",
            "/batches/sheet",
            "/batches/sheet/sample.xlsx",
        ),
        *("/batches/sheet/<code:kind>/rows", "/batches/sheet/<code:kind>"),
        "/batches/sheet/faulty.xlsx",
        *("/templates/<code:kind>/check", "/templates/<code:kind>/sample"),
    }
)
"""Nothing is changed by these: they answer."""

TOLD_ELSEWHERE: Final = {
    "/documents/<id:document_id>/sign": "test_signatures, test_participant_signing: tokens",
    "/documents/<id:document_id>/sign/<id:ticket_id>": "the same",
    "/documents/<id:document_id>/signatures/<int:place>/remind": "test_signer_reminders: time",
    "/documents/<id:document_id>/signatures/<int:place>/scan": "api/test_paper: a judge's process",
    "/documents/<id:document_id>/detached": "api/test_companions: tokens and a judge",
    "/signing-day": "test_signatures: forty documents",
    "/batches/pairs": "test_batch_pairs: pairs of an order",
    "/batches/pairs/<code:kind>": "the same",
    "/batches/<id:batch_id>/people/<int:place>": "test_batches: what one person lacks",
    "/admin/webhooks/<id:webhook_id>/enable": "test_webhooks: three days of silence",
    "/me/second-factor": "test_me: a code of this minute",
    "/me/openid": "test_openid_links: a provider",
    "/me/openid/off": "the same",
}
"""Where it is proved that the form does what it says: it needs more than a thing and a form."""

POSTS: Final = {path for method, path in RULES if method == "POST"}
