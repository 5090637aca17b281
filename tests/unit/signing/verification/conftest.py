"""An authority of the test's own, which it may change."""

from pathlib import Path

import pytest

from service.demo.pki import Pki
from tests.pki import make_pki


@pytest.fixture
def own_pki(tmp_path: Path) -> Pki:
    return make_pki(tmp_path)
