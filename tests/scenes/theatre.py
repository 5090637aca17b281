"""Where scenes are played: each on a stage of its own, beside a browser of this process."""

import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from service.database.database import open_database
from service.database.migration import migrate
from tests.factories import seed
from tests.own_token import OwnToken, export_token
from tests.scenes.stage import Scene, Shown, Stage
from tests.signing_house import Authorities, Paper, found_authorities, make_blank


@dataclass(frozen=True)
class Theatre:
    """What every stage is furnished with."""

    folder: Path
    migrated: Path
    authorities: Authorities
    tokens: dict[str, OwnToken]
    paper: Paper = make_blank

    @contextmanager
    def stage(self, name: str) -> Iterator[Stage]:
        """A school with a database for many threads."""
        folder = self.folder / name
        folder.mkdir()
        shutil.copy(self.migrated, folder / "grif.db")
        database = open_database(f"sqlite:///{folder / 'grif.db'}")
        seed(database)
        yield Stage(folder, database, self.authorities, self.tokens, self.paper)
        database.close()


def found_theatre(folder: Path, paper: Paper) -> Theatre:
    """With authorities and tokens of its own."""
    migrate(f"sqlite:///{folder / 'migrated.db'}")
    for name in ("authorities", "tokens", "stages"):
        (folder / name).mkdir()
    authorities = found_authorities(folder / "authorities")
    head = export_token(authorities.pki, "head", folder / "tokens")
    tokens = {"head": head, "gost-head": authorities.gost.get_token()}
    return Theatre(folder / "stages", folder / "migrated.db", authorities, tokens, paper)


def play(scene: Scene, stage: Stage) -> Shown:
    """Play the scene in a thread: Playwright's loop runs in this one, and signing has its own."""
    with ThreadPoolExecutor(1) as elsewhere:
        return elsewhere.submit(scene, stage).result()
