"""Where the bytes of templates are kept, and what happens when they are lost."""

import pytest

from service.domain.errors import UnavailableError
from service.operations.archive import ArchiveDesk, Finding
from service.operations.documents import DocumentDesk
from service.operations.stages import StageDesk
from service.operations.templates import Publication, TemplateDesk
from tests.factories import CLERK, MUNICIPALITY, OFFICER, SCHOOL
from tests.fakes import MemoryStore
from tests.own_templates import CODE, KIND, MUNICIPAL, OURS, edited, register, sha256


def test_the_bytes_of_a_municipality_are_apart_from_those_of_organisations(
    templates: TemplateDesk, blobs: MemoryStore, municipal_blobs: MemoryStore
) -> None:
    templates.publish(OFFICER, Publication(MUNICIPAL, CODE, KIND.template))
    templates.publish(CLERK, Publication(OURS, CODE, edited("школа")))
    assert municipal_blobs.list_names(MUNICIPALITY) == [KIND.template_sha256]
    assert blobs.list_names(SCHOOL) == [sha256(edited("школа"))]


def test_a_template_that_cannot_be_read_stops_registering(
    templates: TemplateDesk, desk: DocumentDesk, blobs: MemoryStore
) -> None:
    templates.publish(CLERK, Publication(OURS, CODE, KIND.template))
    blobs.damage(SCHOOL, KIND.template_sha256)
    with pytest.raises(UnavailableError):
        register(desk, "1")


def test_the_check_of_the_archive_knows_published_templates(
    templates: TemplateDesk, archive: ArchiveDesk, stages: StageDesk, blobs: MemoryStore
) -> None:
    assert stages.database is templates.database
    templates.publish(CLERK, Publication(OURS, CODE, KIND.template))
    assert archive.check([SCHOOL]).leftovers == ()
    assert archive.check([SCHOOL]).faults == ()
    blobs.lose(SCHOOL, KIND.template_sha256)
    [fault] = archive.check([SCHOOL]).faults
    assert (fault.finding, fault.subject) == (Finding.MISSING, KIND.template_sha256)
