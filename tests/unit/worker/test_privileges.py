import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def _modules_after(imports: str) -> set[str]:
    code = f"import sys, {imports}; print('\\n'.join(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


def test_the_process_with_keys_never_loads_what_opens_a_docx() -> None:
    loaded = _modules_after("worker.sign, worker.keyring, service.backstage")

    assert not {"docx", "docxtpl", "doc_templates", "worker.libreoffice"} & loaded


def test_the_process_that_opens_a_docx_never_loads_what_reads_keys() -> None:
    loaded = _modules_after(
        "worker.convert, worker.rebuilding.desk, worker.libreoffice.door, service.backstage"
    )

    assert not {"signing", "pyhanko", "worker.keyring"} & loaded
