"""Pages of people, of what is made for many of them, of templates, users and settings."""

import re
from datetime import UTC, datetime

import pyotp

from service.domain.access import Role
from service.domain.accounts import Tenant
from service.domain.documents import Failure
from service.domain.documents import Stage as Work
from service.domain.ids import PersonId
from service.domain.people import Card, Part
from service.operations.batch_people import BatchRow
from service.operations.batches import BatchOrder
from service.operations.stages import Setback
from tests.actors import let_in
from tests.assets.docx_packages import paragraph
from tests.assets.edited_templates import insert_body
from tests.doors import CONSENT, PASSWORD
from tests.factories import CLERK, HEADS_TERM, OTHER_SCHOOL, SCHOOL
from tests.form_pages import read_form_page
from tests.scenes.stage import ANNA, ANNAS, Shown, Stage, file, follow
from tests.template_pages import edited
from tests.things import make_thing

_PEOPLE = (
    Card("Королёва", "Любовь", "Фоминична", "f", "учитель русского языка и литературы",
         parts=frozenset({Part.MENTOR}), experience_years=27, category="highest"),
    Card("Цой", "Артём", "Маратович", "m", "учитель математики", email=ANNAS,
         parts=frozenset({Part.MENTEE})),
)  # fmt: skip
_TABLE = """ФИО;Должность;Роль;Почта
Белов Олег Иванович;учитель истории;наставник;belov@school.example
Гусева Нина;учитель биологии;наставляемый;не почта
"""
_SHEET = """Дата согласия;Наставляемый;Наставляемый – Должность
16.09.2025;Цой Артём Маратович;учитель математики
31.02.2025;Груша Илья Ильич;учитель
"""
_PLACE = re.compile(r"/admin/webhooks/[0-9a-f-]+")


def _put_people_in(stage: Stage) -> list[PersonId]:
    desk = stage.house.services.people
    return [desk.add_person(CLERK, SCHOOL, card).id for card in _PEOPLE]


def people(stage: Stage) -> Shown:
    _put_people_in(stage)
    return stage.head.ask("GET", "/people")


def people_not_found(stage: Stage) -> Shown:
    _put_people_in(stage)
    return stage.head.ask("POST", "/people/search", {"q": "Пушкин"})


def person(stage: Stage) -> Shown:
    return stage.head.ask("GET", f"/people/{_put_people_in(stage)[0]}")


def person_in_the_archive(stage: Stage) -> Shown:
    path = f"/people/{_put_people_in(stage)[0]}"
    return follow(stage.head.ask("POST", f"{path}/archive"))


def person_with_mistakes(stage: Stage) -> Shown:
    form = {"surname": "", "gender": "", "born": "31.02.2020", "email": "нет"}
    return stage.head.ask("POST", "/people/new", form)


def forms_of_a_person(stage: Stage) -> Shown:
    return stage.head.ask("GET", f"/people/{_put_people_in(stage)[1]}/forms")


def import_refused(stage: Stage) -> Shown:
    return stage.head.ask("POST", "/people/import", {"file": file("люди.csv", b"\xff\x00")})


def import_columns(stage: Stage) -> Shown:
    return stage.head.ask("POST", "/people/import", {"file": file("люди.csv", _TABLE.encode())})


def import_done(stage: Stage) -> Shown:
    _, page = import_columns(stage)
    boxes = dict(re.findall(r'name="(rows)" value="([^"]+)"', page.text))
    columns = read_form_page(page, begin="<main")
    del columns["_csrf"]
    return stage.head.ask("POST", "/people/import/rows", {**columns, **boxes})


def nobody_chosen(stage: Stage) -> Shown:
    return stage.head.ask("POST", "/batches/new")


def kinds_for_many(stage: Stage) -> Shown:
    return stage.head.ask("POST", "/batches/new", {"person": _put_people_in(stage)})


def form_for_many(stage: Stage) -> Shown:
    people = _put_people_in(stage)
    return stage.head.ask("POST", "/batches/new/pd_consent", {"person": people})


def sheet(stage: Stage) -> Shown:
    return stage.head.ask("GET", "/batches/sheet")


def sheet_refused(stage: Stage) -> Shown:
    form = {"kind": CONSENT, "file": file("согласия.csv", b"\xff\x00")}
    return stage.head.ask("POST", "/batches/sheet", form)


def sheet_columns(stage: Stage) -> Shown:
    form = {"kind": CONSENT, "file": file("согласия.csv", _SHEET.encode())}
    return stage.head.ask("POST", "/batches/sheet", form)


def sheet_rows(stage: Stage) -> Shown:
    columns = read_form_page(sheet_columns(stage)[1], begin="<main")
    del columns["_csrf"]
    return stage.head.ask("POST", f"/batches/sheet/{CONSENT}/rows", columns)


def sheet_common(stage: Stage) -> Shown:
    rows = read_form_page(sheet_rows(stage)[1], begin="<main")
    return stage.head.ask("POST", f"/batches/sheet/{CONSENT}", {"_sheet": rows["_sheet"]})


def _order(stage: Stage, *, complete: bool) -> str:
    sample = dict(stage.house.kind("pd_consent").sample)
    own = {name: sample.pop(name) for name in ("subject", "subject_address", "subject_id")}
    del own["subject"]
    rows = tuple(BatchRow(one, own if complete else {}) for one in _put_people_in(stage))
    order = BatchOrder(SCHOOL, "pd_consent", sample, rows, "token")
    batch = stage.house.services.batches.order(CLERK, order)
    stage.house.services.batches.go_on(CLERK, batch.id, seconds=10, again=False)
    return f"/batches/{batch.id}"


def batch_that_lacks_something(stage: Stage) -> Shown:
    return stage.head.ask("GET", _order(stage, complete=False))


def batch_on_its_way(stage: Stage) -> Shown:
    return stage.head.ask("GET", _order(stage, complete=True))


def batch_made(stage: Stage) -> Shown:
    path = _order(stage, complete=True)
    stage.house.archive(stage.house.register())
    return stage.head.ask("GET", path)


def batch_that_failed(stage: Stage) -> Shown:
    path = _order(stage, complete=True)
    stages = stage.house.services.stages
    trouble = Failure("conversion_failed", "Документ не преобразуется.")
    claims = stages.claim(Work.CONVERT, SCHOOL, limit=9)
    stages.commit([Setback(claim, trouble, again=False) for claim in claims])
    return stage.head.ask("GET", path)


def what_one_person_lacks(stage: Stage) -> Shown:
    return stage.head.ask("GET", f"{_order(stage, complete=False)}/people/1")


def consents(stage: Stage) -> Shown:
    _put_people_in(stage)
    stage.house.register("a", kind="pd_consent")
    return stage.head.ask("GET", "/consents")


def pack_of_last_year(stage: Stage) -> Shown:
    stage.house.clock.moment = datetime(2026, 8, 25, 9, 0, tzinfo=UTC)
    stage.house.register("a", kind="order_assign_pairs", sign=True)
    return stage.head.ask("GET", "/pack/repeat")


def reminders_sent(stage: Stage) -> Shown:
    stage.house.clock.moment = datetime(2025, 10, 1, 9, 0, tzinfo=UTC)
    stage.house.add_user("curator", SCHOOL, Role.CURATOR)
    form = {"school": [SCHOOL, OTHER_SCHOOL]}
    return stage.officer.ask("POST", "/coverage/reminders", form)


def nobody_to_remind(stage: Stage) -> Shown:
    return stage.officer.ask("POST", "/coverage/reminders")


def _check(stage: Stage, docx: bytes) -> Shown:
    form = {"file": file("мой шаблон.docx", docx)}
    return stage.head.ask("POST", f"/templates/{CONSENT}/check", form)


def template_that_may_be_published(stage: Stage) -> Shown:
    return _check(stage, edited(stage.house))


def template_with_mistakes(stage: Stage) -> Shown:
    body = paragraph("Наставник {{ mentr.fio.nom }} и {{ mentee.foi.nom }}") + paragraph("{{ x")
    return _check(stage, insert_body(stage.house.kind().template, body))


def template_not_sent(stage: Stage) -> Shown:
    return stage.head.ask("POST", f"/templates/{CONSENT}/check")


def template_published(stage: Stage) -> Shown:
    _, report = template_that_may_be_published(stage)
    boxes = dict(re.findall(r'name="(content|name)" value="([^"]*)"', report.text))
    form = {**boxes, "note": "Новая шапка"}
    return follow(stage.head.ask("POST", f"/templates/{CONSENT}/publish", form))


def template_changes(stage: Stage) -> Shown:
    template_published(stage)
    return stage.head.ask("GET", f"/templates/{CONSENT}/versions/organization/1/changes")


def template_withdrawal(stage: Stage) -> Shown:
    template_published(stage)
    return stage.head.ask("GET", f"/templates/{CONSENT}/withdraw")


def users(stage: Stage) -> Shown:
    let_in(stage.house, "curator", {Role.CURATOR}, Tenant(SCHOOL), ANNA)
    form = {"name": "Краснов Борис Петрович", "email": ANNAS, "role": "clerk"}
    stage.head.go("POST", "/users/invite", form)
    return stage.head.ask("GET", "/users")


def user_without_a_role(stage: Stage) -> Shown:
    user = let_in(stage.house, "curator", {Role.CURATOR}, Tenant(SCHOOL), ANNA)
    return stage.head.ask("POST", f"/users/{user.id}/roles")


def user_blocked(stage: Stage) -> Shown:
    user = let_in(stage.house, "curator", {Role.CURATOR}, Tenant(SCHOOL), ANNA)
    stage.head.go("POST", f"/users/{user.id}/block")
    return stage.head.ask("GET", f"/users/{user.id}")


def signers(stage: Stage) -> Shown:
    stage.house.services.signers.appoint(CLERK, SCHOOL, HEADS_TERM)
    return stage.head.ask("GET", "/signers")


def key_made(stage: Stage) -> Shown:
    form = {"label": "Электронный журнал", "scope": ["documents:read"], "days": "365"}
    return stage.head.ask("POST", "/admin/keys/new", form)


def keys(stage: Stage) -> Shown:
    make_thing(stage.house, 1, SCHOOL, "key")
    return stage.head.ask("GET", "/admin/keys")


def webhook_made(stage: Stage) -> Shown:
    form = {"url": "https://journal.example/grif", "place": SCHOOL}
    return stage.head.ask("POST", "/admin/webhooks/new", form)


def webhook_that_was_refused(stage: Stage) -> Shown:
    _, made = webhook_made(stage)
    found = _PLACE.search(made.text)
    assert found
    stage.head.go("POST", f"{found[0]}/check")
    notices = stage.house.services.webhooks.notices
    claim = notices.claim()
    assert claim is not None
    notices.note_failed(claim, "webhook_refused", 500)
    return stage.head.ask("GET", found[0])


def webhooks(stage: Stage) -> Shown:
    webhook_made(stage)
    return stage.head.ask("GET", "/admin/webhooks")


def recovery_codes(stage: Stage) -> Shown:
    _, page = stage.head.ask("GET", "/me/second-factor")
    found = re.search(r"наберите: <code>([A-Z2-7 ]+)</code>", page.text)
    assert found
    code = pyotp.TOTP(found[1].replace(" ", "")).at(stage.house.clock.now())
    return stage.head.ask("POST", "/me/second-factor", {"current": PASSWORD, "code": code})


def own_page_with_the_second_factor(stage: Stage) -> Shown:
    recovery_codes(stage)
    return stage.head.ask("GET", "/me")


def session_ended(stage: Stage) -> Shown:
    browser, _ = stage.head.ask("GET", "/people/new")
    form = {"_csrf": "старый", "surname": "Цой", "given_name": "Артём"}
    return browser, browser.post("/people/new", data=form)


def own_password_refused(stage: Stage) -> Shown:
    form = {"current": PASSWORD, "password": "короткий"}
    return stage.head.ask("POST", "/me/password", form)
