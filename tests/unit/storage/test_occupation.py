import subprocess
import sys
from pathlib import Path

import pytest

from service.domain.errors import ConflictError
from service.storage.occupation import occupied

HOLD = """
import sys, time
from pathlib import Path
from service.storage.occupation import occupied
with occupied(Path(sys.argv[1]), "up"):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_folder_is_held_once_and_free_again_afterwards(tmp_path: Path) -> None:
    with (
        occupied(tmp_path / "new", "up"),
        pytest.raises(ConflictError) as caught,
        occupied(tmp_path / "new", "up"),
    ):
        pytest.fail("held twice")
    assert caught.value.code == "already_running"
    with occupied(tmp_path / "new", "up"), occupied(tmp_path / "new", "demo"):
        pass


def test_a_holder_that_is_killed_lets_go(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLD, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(ConflictError), occupied(tmp_path, "up"):
            pytest.fail("held twice")
        holder.kill()
    with occupied(tmp_path, "up"):
        pass
