import os
import subprocess
import sys
from pathlib import Path

QUESTION = """
import service.wsgi
from doc_templates.declension import engine
print(len(engine._built))
"""


def test_the_first_visitor_does_not_wait_for_the_dictionaries(tmp_path: Path) -> None:
    environment = {**os.environ, "GRIF_DATA_DIR": str(tmp_path)}

    done = subprocess.run(
        [sys.executable, "-c", QUESTION],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.splitlines()[-1] == "1"
