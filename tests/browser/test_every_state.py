"""What a page says in every state of the thing that it is about, judged."""

from pathlib import Path

import pytest

from service.database.database import SqlDatabase
from tests.browser.judging import Window, is_page, look
from tests.own_token import OwnToken
from tests.scenes import every_scene
from tests.scenes.stage import Scene, Stage
from tests.signing_house import Authorities

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture
def stage(
    tmp_path: Path,
    memory_database: SqlDatabase,
    authorities: Authorities,
    tokens: dict[str, OwnToken],
) -> Stage:
    return Stage(tmp_path, memory_database, authorities, tokens)


@pytest.mark.parametrize("scene", every_scene.SCENES.values(), ids=every_scene.SCENES)
def test_every_state(stage: Stage, window: Window, scene: Scene) -> None:
    client, answer = scene(stage)
    assert is_page(answer), (answer.status_code, answer.mimetype)
    window.show(client, answer)
    assert look(window.page) == []
