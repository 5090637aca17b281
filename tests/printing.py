"""Pages of forms without LibreOffice: a small PDF that says what it was made of."""

from datetime import date

from service.domain.ids import DraftId, OrganisationId, UserId
from service.domain.previews import PreviewOrder, PreviewSource
from service.operations.preview_line import PreviewLine
from tests.assets.small_pdf import line, write_pdf
from tests.doors import CONSENT, House
from tests.factories import SCHOOL, make_requisites
from tests.fakes import MONDAY

PAGES = 2


def make_preview_order(
    user_id: UserId, draft_id: DraftId, organisation_id: OrganisationId = SCHOOL
) -> PreviewOrder:
    """An order of pages that say little."""
    source = PreviewSource(
        template_sha256="0" * 64,
        number="___-с",
        doc_date=date(2026, 11, 23),
        data={"subject": "Ёжик"},
        requisites=make_requisites(),
        signing={"by_key": [], "by_link": [], "names": []},
        has_code=False,
    )
    remarks = ("Проверьте дату.",)
    return PreviewOrder(user_id, draft_id, organisation_id, CONSENT, source, remarks, MONDAY)


def preview_line(house: House) -> PreviewLine:
    """What the convert process and tick have of previews."""
    return PreviewLine(house.services.database, house.queue, house.clock)


def print_previews(house: House, organisation_id: OrganisationId = SCHOOL) -> int:
    """Make every preview that waits; returns how many."""
    steps, count = preview_line(house), 0
    while (claim := steps.claim(organisation_id)) is not None:
        made_of = claim.source.sha256()
        pdf = write_pdf(*(line(f"{made_of} {page}") for page in range(PAGES)))
        assert steps.note_ready(claim, pdf, PAGES)
        count += 1
    return count
