"""Documents in every state, as the school sees them, and what is done to them."""

from datetime import timedelta

from service.domain.documents import Failure
from service.domain.documents import Stage as Work
from service.domain.ids import DocumentId
from service.operations.stages import Setback
from tests.doors import CONSENT, ORDER, PASSWORD
from tests.factories import CLERK, SCHOOL
from tests.form_pages import read_form_page
from tests.own_token import OwnToken
from tests.printing import print_previews
from tests.scenes.stage import ANNA, ANNAS, HEAD_NAME, Shown, Stage, file, follow
from tests.things import put_beside, warn

_BY_TOKEN = {"role": "mentor", "method": "own_token", "signer": HEAD_NAME}
_CONFIRMED = {"role": "head", "method": "server_key", "confirm": True}
_BY_LINK = {"role": "mentee", "method": "simple", "signer": ANNA, "email": ANNAS}
_ON_PAPER = {"role": "curator", "method": "paper", "signer": "Скляр Лев Кузьмич"}
_SEALED = {"role": "seal", "method": "server_key"}
_TROUBLE = Failure("conversion_failed", "Документ не преобразуется.")


def card_with_every_way_to_sign(stage: Stage) -> Shown:
    card = stage.order(_BY_TOKEN, _BY_LINK, _ON_PAPER, {**_SEALED, "turn": 2})
    stage.signing.house.services.links.send_due()
    return stage.signer.ask("GET", card)


def card_signed(stage: Stage) -> Shown:
    card = stage.order(_SEALED, kind=ORDER)
    house, document_id = stage.signing.house, DocumentId(card.removeprefix("/documents/"))
    put_beside(house, house.services.documents.get_document(CLERK, document_id))
    return stage.signer.ask("GET", card)


def card_declined(stage: Stage) -> Shown:
    card = stage.order(_BY_TOKEN, _ON_PAPER)
    form = {"reason": "Период указан неверно."}
    assert stage.signer.go("POST", f"{card}/signatures/1/decline", form).status_code == 303
    return stage.signer.ask("GET", card)


def card_passed_on(stage: Stage) -> Shown:
    card = stage.order(_BY_TOKEN, _ON_PAPER)
    form = {"signer": ANNA, "ground": "приказ от 20.11.2026 № 41-лс"}
    assert stage.signer.go("POST", f"{card}/signatures/1/replacement", form).status_code == 303
    return stage.signer.ask("GET", card)


def card_failed(stage: Stage) -> Shown:
    return _stop(stage, again=False)


def card_that_waits(stage: Stage) -> Shown:
    return _stop(stage, again=True)


def _stop(stage: Stage, *, again: bool) -> Shown:
    document = stage.house.register()
    (claim,) = stage.house.services.stages.claim(Work.CONVERT, SCHOOL, limit=1)
    stage.house.services.stages.commit([Setback(claim, _TROUBLE, again=again)])
    return stage.head.ask("GET", f"/documents/{document.id}")


def card_annulled(stage: Stage) -> Shown:
    document = stage.house.register()
    return follow(
        stage.head.ask("POST", f"/documents/{document.id}/cancel", {"reason": "Ошибка в дате."})
    )


def card_with_remarks(stage: Stage) -> Shown:
    document = stage.house.register()
    warn(stage.house, document)
    return stage.head.ask("GET", f"/documents/{document.id}")


def card_with_a_remark_accepted(stage: Stage) -> Shown:
    document = stage.house.register()
    warn(stage.house, document)
    path = f"/documents/{document.id}/warnings/V16/acceptance"
    return follow(stage.head.ask("POST", path, {"reason": "Так решил педагогический совет."}))


def offered_link(stage: Stage) -> Shown:
    return stage.signer.ask("GET", f"{stage.order(_BY_LINK)}/signatures/1/link")


def offered_replacement(stage: Stage) -> Shown:
    return stage.signer.ask("GET", f"{stage.order(_BY_TOKEN)}/signatures/1/replacement")


def offered_refusal(stage: Stage) -> Shown:
    return stage.signer.ask("GET", f"{stage.order(_BY_TOKEN)}/signatures/1/decline")


def own_signature(stage: Stage) -> Shown:
    return stage.signer.ask("GET", f"{stage.order(_BY_TOKEN)}/sign")


def ticket(stage: Stage) -> Shown:
    token: OwnToken = stage.tokens["gost-head"]
    certificate = file("руководитель.cer", token.certificate.read_bytes())
    path = f"{stage.order(_BY_TOKEN)}/sign"
    return follow(stage.signer.ask("POST", path, {"certificate_file": certificate}))


def ticket_with_a_wrong_signature(stage: Stage) -> Shown:
    _, page = ticket(stage)
    sent = file("подпись.sig", b"no signature")
    return stage.signer.ask("POST", page.request.path, {"signature_file": sent})


def certificate_refused(stage: Stage) -> Shown:
    path = f"{stage.order(_BY_TOKEN)}/sign"
    return stage.signer.ask("POST", path, {"certificate_file": file("нет.cer", b"nothing")})


def signing_day(stage: Stage) -> Shown:
    stage.order(_BY_TOKEN)
    stage.signing.order("key-2", _CONFIRMED, kind=ORDER)
    return stage.signer.ask("GET", "/signing-day")


def signing_day_results(stage: Stage) -> Shown:
    document = stage.signing.order("key-2", _CONFIRMED, kind=ORDER)
    stage.signing.house.clock.go(timedelta(seconds=1))
    form = {"document": document, "password": PASSWORD}
    return follow(stage.signer.ask("POST", "/signing-day", form))


def signing_day_with_a_wrong_password(stage: Stage) -> Shown:
    document = stage.signing.order("key-2", _CONFIRMED, kind=ORDER)
    return stage.signer.ask("POST", "/signing-day", {"document": document, "password": "нет"})


def form_with_mistakes(stage: Stage) -> Shown:
    return _register(stage, ORDER, {"regulation.number": [""], "_sign": ["1"]})


def preview_on_its_way(stage: Stage) -> Shown:
    return follow(_register(stage, CONSENT, {}, "preview"))


def preview_ready(stage: Stage) -> Shown:
    shown = _register(stage, CONSENT, {}, "preview")
    print_previews(stage.head.house)
    return follow(shown)


def preview_out_of_date(stage: Stage) -> Shown:
    shown = _register(stage, CONSENT, {}, "preview")
    form = read_form_page(follow(shown)[1], begin="<main")
    print_previews(stage.head.house)
    del form["_csrf"]
    path = f"/documents/new/{CONSENT}/draft"
    stage.head.go("POST", path, {**form, "doc_date": ["17.09.2025"]})
    return follow(shown)


def _register(
    stage: Stage, kind: str, changes: dict[str, list[str]], action: str = "register"
) -> Shown:
    path = f"/documents/new/{kind}"
    form = read_form_page(stage.head.go("GET", f"{path}?sample=1"))
    del form["_csrf"]
    return stage.head.ask("POST", path, {**form, **changes, "_action": action})


def plan_to_be_confirmed(stage: Stage) -> Shown:
    row = {"way": "simple", "turn": "1", "signer": ANNA, "days": "7", "email": ANNAS}
    boxes = {f"_plan.applicant.{name}": [text] for name, text in row.items()}
    return _register(stage, CONSENT, {"_way": ["own"], **boxes})


def plan_with_mistakes(stage: Stage) -> Shown:
    row = {"way": "simple", "turn": "1", "signer": "", "days": "x", "email": "нет"}
    boxes = {f"_plan.applicant.{name}": [text] for name, text in row.items()}
    return _register(stage, CONSENT, {"_way": ["own"], **boxes})


def names_to_be_confirmed(stage: Stage) -> Shown:
    return _appoint(stage, "register")


def names_and_their_forms(stage: Stage) -> Shown:
    return _appoint(stage, "forms:curator.fio")


def _appoint(stage: Stage, action: str) -> Shown:
    kind = "order_appoint_curator"
    who = {"surname": "Кравец", "given_name": "Иван", "patronymic": "Ильич", "gender": "m"}
    boxes = {f"curator.{name}": [text] for name, text in who.items()}
    full = {"curator.fio.nom": ["Кравец Иван Ильич"]}
    cases = {f"curator.fio.{case}": [""] for case in ("gen", "dat", "acc", "ins", "prep")}
    return _register(stage, kind, {**boxes, **full, **cases}, action)
