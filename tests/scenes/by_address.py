"""Pages that the head finds at an address, with one thing of each sort there."""

from service.domain.people import Card
from tests.factories import CLERK, HEADS_TERM, SCHOOL
from tests.scenes.stage import Scene, Shown, Stage
from tests.things import make_thing


def _at(path: str) -> Scene:
    def visit(stage: Stage) -> Shown:
        return stage.head.ask("GET", path)

    visit.__module__ = __name__
    return visit


organisations = _at("/admin/organisations")
organisation = _at(f"/admin/organisations/{SCHOOL}")
organisation_form = _at(f"/admin/organisations/{SCHOOL}/edit")
organisation_registers = _at(f"/admin/organisations/{SCHOOL}/registers")
health = _at("/admin/health")
invite = _at("/users/invite")
key_form = _at("/admin/keys/new")
webhook_form = _at("/admin/webhooks/new")
signer_form = _at("/signers/new")
people_import = _at("/people/import")
person_form = _at("/people/new")
second_factor = _at("/me/second-factor")
nothing_yet = _at("/documents")


def signer_end(stage: Stage) -> Shown:
    signer = stage.house.services.signers.appoint(CLERK, SCHOOL, HEADS_TERM)
    return stage.head.ask("GET", f"/signers/{signer.id}/end")


def cancel(stage: Stage) -> Shown:
    return stage.head.ask("GET", f"/documents/{stage.house.register().id}/cancel")


def accept_warning(stage: Stage) -> Shown:
    document = make_thing(stage.house, 1, SCHOOL, "warning").document
    return stage.head.ask("GET", f"/documents/{document}/warnings/V16/acceptance")


def batches(stage: Stage) -> Shown:
    make_thing(stage.house, 1, SCHOOL, "batch")
    return stage.head.ask("GET", "/batches")


def person_edited(stage: Stage) -> Shown:
    card = Card("Цой", "Артём", "Маратович", "m", "учитель математики")
    person = stage.house.services.people.add_person(CLERK, SCHOOL, card)
    return stage.head.ask("GET", f"/people/{person.id}/edit")
