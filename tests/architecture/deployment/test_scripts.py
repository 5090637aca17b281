"""The scripts of the deployment, tried without a container engine."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.deployment import DOCKERFILE, ROOT
from tests.servers import PostgresqlCluster


@pytest.mark.postgresql
def test_the_login_of_the_processes_is_made_and_made_again(
    postgresql_cluster: PostgresqlCluster, tmp_path: Path
) -> None:
    (tmp_path / "password").write_text("it's \\ secret\n", encoding="utf-8")
    environment = {
        **os.environ,
        "PGHOST": str(postgresql_cluster.folder),
        "POSTGRES_USER": "postgres",
        "POSTGRES_DB": "postgres",
        "DATABASE_APP_PASSWORD_FILE": str(tmp_path / "password"),
    }
    for _ in range(2):
        subprocess.run([ROOT / "deploy" / "database-login.sh"], env=environment, check=True)

    engine = sa.create_engine(postgresql_cluster.app_url("postgres"))
    with engine.connect() as connection:
        role = connection.execute(
            sa.text("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        ).one()
    engine.dispose()
    assert role == (False, False)


def test_the_entrypoint_turns_the_secret_into_a_password_file(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("колон:и\\черта\n", encoding="utf-8")
    shown = subprocess.run(
        [ROOT / "deploy" / "entrypoint.sh", "sh", "-c", 'stat -c %a "$PGPASSFILE"; umask; env'],
        env={
            "PATH": "/usr/bin:/bin",
            "GRIF_DATA_DIR": str(tmp_path),
            "DATABASE_PASSWORD_FILE": str(tmp_path / "secret"),
        },
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert shown.startswith("600\n0022\n")
    assert "черта" not in shown
    assert (tmp_path / ".pgpass").read_text("utf-8") == "*:*:*:*:колон\\:и\\\\черта\n"


def test_a_command_that_comes_past_the_entrypoint_finds_the_password_at_home() -> None:
    text = DOCKERFILE.read_text("utf-8")
    assert "--home-dir /var/lib/grif " in text
    assert "GRIF_DATA_DIR=/var/lib/grif " in text


def test_images_leave_development_tools_out_and_keep_what_runs() -> None:
    spare = set(
        subprocess.run(
            [
                *(sys.executable, ROOT / "deploy" / "list_spare_packages.py"),
                *(ROOT / "pyproject.toml", "oidc", "pkcs11"),
            ],
            capture_output=True,
            text=True,
            check=True,
        ).stdout.split()
    )
    runs = {"flask", "gunicorn", "pyhanko", "psycopg-binary", "uharfbuzz", "lxml"}
    assert {"pytest", "mypy", "ruff", "playwright"} <= spare
    assert not (runs | {"joserfc", "python-pkcs11"}) & spare
