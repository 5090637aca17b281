import pytest

from doc_templates.catalogue import Kind
from tests.filling import CATALOGUE
from tests.template_versions import describe, read_record


@pytest.mark.parametrize("kind", CATALOGUE.list_kinds(), ids=lambda kind: kind.code)
def test_a_template_that_reads_otherwise_has_a_new_version(kind: Kind) -> None:
    """If not: raise the version in kind.toml, run `python -m tests.template_versions`."""
    assert read_record()[kind.code] == describe(kind)


def test_only_kinds_are_recorded() -> None:
    assert set(read_record()) == set(CATALOGUE.kinds)
