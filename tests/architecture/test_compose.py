"""No container engine runs here: the files are read, and what they start is tried."""

import importlib.util
import json
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import sqlalchemy as sa
import yaml
from jsonschema import Draft202012Validator

from service.settings import Settings
from tests.servers import PostgresqlCluster
from worker.programs import list_programs

ROOT = Path(__file__).parents[2]
DOCKERFILE = ROOT / "deploy" / "Dockerfile"
OURS = ("web", "convert", "sign", "deliver", "tick", "migrate")
PROCESSES = ("web", "convert", "sign", "deliver", "tick")
FOREIGN = ("postgres", "valkey")

# The keys of the Compose specification that are used here; anything else is a misspelling.
TOP_LEVEL = {"name", "services", "networks", "volumes", "secrets"}
SERVICE = {
    *("image", "build", "command", "environment", "ports", "networks", "volumes", "tmpfs"),
    *("secrets", "healthcheck", "depends_on", "deploy", "restart", "init", "user", "read_only"),
    *("cap_drop", "security_opt", "stop_grace_period", "logging", "shm_size"),
}
HEALTHCHECK = {"test", "interval", "timeout", "retries", "start_period", "disable"}
CONDITIONS = {"service_started", "service_healthy", "service_completed_successfully"}
DURATION = re.compile(r"(\d+(h|m|s|ms))+")
SIZE = re.compile(r"\d+[kmg]b?")


@dataclass(frozen=True)
class Target:
    """One stage of the Dockerfile with what it got from the stages it stands on."""

    parent: str
    lines: tuple[str, ...]

    def having(self, instruction: str) -> list[str]:
        prefix = f"{instruction} "
        return [line.removeprefix(prefix) for line in self.lines if line.startswith(prefix)]


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    content = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
    assert isinstance(content, dict)
    return content


@pytest.fixture(scope="module")
def services(compose: dict[str, Any]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = compose["services"]
    return found


@pytest.fixture(scope="module")
def healthcheck() -> ModuleType:
    path = ROOT / "deploy" / "healthcheck.py"
    spec = importlib.util.spec_from_file_location("healthcheck", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def targets() -> dict[str, Target]:
    text = re.sub(r"\\\n", " ", DOCKERFILE.read_text("utf-8"))
    lines = [" ".join(line.split()) for line in text.splitlines()]
    stages: dict[str, Target] = {}
    name, parent, own = "", "", list[str]()
    for line in [*(line for line in lines if line and not line.startswith("#")), "FROM end AS end"]:
        if not line.startswith("FROM "):
            own.append(line)
            continue
        inherited = stages[parent].lines if parent in stages else ()
        stages[name] = Target(parent, (*inherited, *own))
        (parent, name), own = re.fullmatch(r"FROM (\S+) AS (\S+)", line).groups(), []  # type: ignore[union-attr] # no match is a failure too
    return stages


def test_the_file_obeys_the_compose_specification(compose: dict[str, Any]) -> None:
    schema = files("check_jsonschema") / "builtin_schemas/vendor/compose-spec.json"
    found = Draft202012Validator(json.loads(schema.read_text("utf-8"))).iter_errors(compose)
    assert [error.json_path for error in found] == []


def test_every_key_is_one_of_the_compose_specification(compose: dict[str, Any]) -> None:
    assert {key for key in compose if not key.startswith("x-")} == TOP_LEVEL
    for service in compose["services"].values():
        assert set(service) <= SERVICE
        assert set(service["healthcheck"]) <= HEALTHCHECK


def test_durations_and_sizes_can_be_read(services: dict[str, dict[str, Any]]) -> None:
    for service in services.values():
        check = service["healthcheck"]
        times = [check.get(key, "1s") for key in ("interval", "timeout", "start_period")]
        assert all(map(DURATION.fullmatch, [*times, service.get("stop_grace_period", "1s")]))
        assert SIZE.fullmatch(service["deploy"]["resources"]["limits"]["memory"])


def test_all_processes_and_servers_are_there(services: dict[str, dict[str, Any]]) -> None:
    assert set(services) == {*OURS, *FOREIGN}


@pytest.mark.parametrize("name", [*OURS, *FOREIGN])
def test_a_container_has_no_right_it_does_not_need(
    services: dict[str, dict[str, Any]], name: str
) -> None:
    service = services[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", service["user"])
    assert set(service["deploy"]["resources"]["limits"]) == {"cpus", "memory", "pids"}


@pytest.mark.parametrize("name", [*PROCESSES, *FOREIGN])
def test_a_container_tells_whether_it_works_and_is_started_again(
    services: dict[str, dict[str, Any]], name: str
) -> None:
    assert services[name]["restart"] == "unless-stopped"
    assert services[name]["healthcheck"]["test"][0] == "CMD"


def test_keys_are_mounted_in_sign_alone_and_for_reading(
    services: dict[str, dict[str, Any]],
) -> None:
    with_keys = {
        name: mount
        for name, service in services.items()
        for mount in service.get("volumes", ())
        if "key" in mount
    }
    assert with_keys == {"sign": "/etc/grif/keys:/etc/grif/keys:ro"}
    assert services["sign"]["environment"]["GRIF_KEYS_DIR"] == "/etc/grif/keys"


def test_sign_reaches_every_level_that_the_settings_or_a_kind_may_ask_for(
    services: dict[str, dict[str, Any]],
) -> None:
    sign = services["sign"]

    assert sign["environment"]["GRIF_SIGNATURE_LEVEL"] == "${GRIF_SIGNATURE_LEVEL:-B-T}"
    assert sign["environment"]["GRIF_TRUST_DIR"] == "/etc/grif/trust"
    assert "/etc/grif/trust:/etc/grif/trust:ro" in sign["volumes"]


def test_only_web_is_reachable_and_only_sign_and_deliver_reach_out(compose: dict[str, Any]) -> None:
    networks = compose["networks"]
    assert [name for name, network in networks.items() if network.get("internal")] == ["back"]
    attached = {name: set(service["networks"]) for name, service in compose["services"].items()}
    assert attached.pop("web") == {"front", "back"}
    assert attached.pop("sign") == {"egress", "back"}
    assert attached.pop("deliver") == {"egress", "back"}
    assert set(map(frozenset, attached.values())) == {frozenset({"back"})}


def test_one_port_is_open_and_on_this_machine_only(services: dict[str, dict[str, Any]]) -> None:
    ports = {name: service["ports"] for name, service in services.items() if "ports" in service}
    assert ports == {"web": ["127.0.0.1:8600:8600"]}
    assert services["web"]["environment"]["GRIF_BIND"].endswith(":8600")


def test_services_wait_for_what_they_need(services: dict[str, dict[str, Any]]) -> None:
    for name in PROCESSES:
        assert services[name]["depends_on"] == {
            "migrate": {"condition": "service_completed_successfully"},
            "valkey": {"condition": "service_healthy"},
        }
    for service in services.values():
        for other, wish in service.get("depends_on", {}).items():
            assert other in services
            assert wish["condition"] in CONDITIONS


def test_volumes_networks_and_secrets_are_declared(compose: dict[str, Any]) -> None:
    for service in compose["services"].values():
        assert set(service["networks"]) <= set(compose["networks"])
        assert set(service.get("secrets", ())) <= set(compose["secrets"])
        for mount in service.get("volumes", ()):
            source = mount.partition(":")[0]
            is_ours = source.startswith("./") and (ROOT / source).is_file()
            assert source.startswith("/") or is_ours or source in compose["volumes"]


def test_only_what_changes_tables_comes_as_their_owner(
    services: dict[str, dict[str, Any]],
) -> None:
    knowing = {name for name in OURS if "database_password" in services[name]["secrets"]}
    assert knowing == {"migrate"}
    for name in OURS:
        given = services[name]["environment"]
        assert "//grif_app@" in given["GRIF_DATABASE_URL"]
        assert ("GRIF_DATABASE_OWNER_URL" in given) == (name == "migrate")


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


def test_no_secret_stands_in_the_files() -> None:
    text = (ROOT / "compose.yaml").read_text("utf-8") + DOCKERFILE.read_text("utf-8")
    assert not re.search(r"(PASSWORD|SECRET|TOKEN)\s*[:=]\s*\S", text)
    assert "grif:" not in text.partition("GRIF_DATABASE_URL")[2].partition("\n")[0]


def test_every_setting_exists(services: dict[str, dict[str, Any]]) -> None:
    known = {f"GRIF_{name.upper()}" for name in Settings.model_fields}
    text = (ROOT / "compose.yaml").read_text("utf-8") + DOCKERFILE.read_text("utf-8")
    assert set(re.findall(r"GRIF_[A-Z_]+", text)) <= known
    for name in OURS:
        given = services[name]["environment"]
        chosen = {k: v for k, v in given.items() if k in known and not str(v).startswith("${")}
        fields = {key.removeprefix("GRIF_").lower(): value for key, value in chosen.items()}
        assert Settings(**fields).database_url.startswith("postgresql+psycopg://")


@pytest.mark.parametrize("name", PROCESSES)
def test_compose_and_image_ask_for_health_in_the_same_way(
    services: dict[str, dict[str, Any]], targets: dict[str, Target], name: str
) -> None:
    (health,) = targets[name].having("HEALTHCHECK")
    wanted = services[name]["healthcheck"]["test"][1:]
    assert yaml.safe_load(health.partition(" CMD ")[2]) == wanted
    assert wanted == ["python", "deploy/healthcheck.py", name]


@pytest.mark.parametrize("name", PROCESSES)
def test_an_image_runs_as_nobody_in_particular(targets: dict[str, Target], name: str) -> None:
    assert targets[name].having("USER") == ["10001:10001"]
    assert targets[name].lines[-1].startswith("CMD ")


def test_every_build_names_a_stage(
    services: dict[str, dict[str, Any]], targets: dict[str, Target]
) -> None:
    for name in OURS:
        build = services[name]["build"]
        assert build["target"] in targets
        assert (ROOT / build["context"] / build["dockerfile"]) == DOCKERFILE


def test_base_images_have_versions(
    services: dict[str, dict[str, Any]], targets: dict[str, Target]
) -> None:
    bases = {target.parent for target in targets.values()} - set(targets)
    images = {services[name]["image"] for name in FOREIGN}
    assert bases == {"debian:12-slim"}
    assert all(re.search(r":\d", image) for image in images)


def test_whatever_is_copied_exists_and_is_let_in(targets: dict[str, Target]) -> None:
    let_in = {
        line.removeprefix("!")
        for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines()
        if line.startswith("!")
    }
    sources = {source for target in targets.values() for source in _copied(target)}
    assert sources == let_in
    assert all((ROOT / source).exists() for source in sources)


def test_the_image_of_convert_has_the_packages_of_the_root_script(
    targets: dict[str, Target],
) -> None:
    listed = re.search(r"run_packages=\((.*?)\)", (ROOT / "grif").read_text("utf-8"), re.DOTALL)
    assert listed is not None
    office = {
        name for name in listed[1].split() if re.match(r"libreoffice|python3-uno|fonts", name)
    }
    installed = " ".join(targets["convert"].having("RUN")).split()
    assert office
    assert office <= set(installed)


def test_web_can_draw_pages(targets: dict[str, Target]) -> None:
    assert "poppler-utils" in " ".join(targets["web"].having("RUN")).split()


def test_web_can_offer_documents_to_signers(
    targets: dict[str, Target], compose: dict[str, Any]
) -> None:
    assert "fonts-liberation" in " ".join(targets["web"].having("RUN")).split()
    web = compose["services"]["web"]
    assert web["environment"]["GRIF_TRUST_DIR"] == "/etc/grif/trust"
    assert "/etc/grif/trust:/etc/grif/trust:ro" in web["volumes"]


def test_web_is_started_as_the_supervisor_starts_it(
    targets: dict[str, Target], tmp_path: Path
) -> None:
    (command,) = targets["web"].having("CMD")
    bind = Settings(data_dir=tmp_path, bind="0.0.0.0:8600", redis_url="redis://unused")
    (web,) = (program for program in list_programs(bind, {}) if program.name == "web")
    ours = yaml.safe_load(command)
    assert ours[1:] == list(web.command)[1:]


@pytest.mark.parametrize(
    ("name", "absent"),
    [
        ("web", set()),
        ("convert", {"signing"}),
        ("sign", {"doc_templates"}),
        ("deliver", {"signing", "doc_templates"}),
        ("tick", {"signing", "doc_templates"}),
    ],
)
def test_an_image_holds_the_source_its_process_needs_and_no_more(
    targets: dict[str, Target], tmp_path: Path, name: str, absent: set[str]
) -> None:
    copied = {source for source in _copied(targets[name]) if (ROOT / source).is_dir()}
    assert copied == {"service", "worker", "signing", "doc_templates"} - absent
    for source in copied:
        shutil.copytree(
            ROOT / source, tmp_path / source, ignore=shutil.ignore_patterns("__pycache__")
        )
    modules = {
        "web": "service.app, service.cli, worker.web_server, worker.judging",
        "convert": "worker.__main__, worker.convert, worker.rebuilding.desk, "
        "service.console.failures",
    }.get(name, f"worker.__main__, worker.{name}")
    code = f"import {modules}"
    environment = {"PYTHONPATH": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"}
    subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=environment, check=True)


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
                *(ROOT / "pyproject.toml", "oidc"),
            ],
            capture_output=True,
            text=True,
            check=True,
        ).stdout.split()
    )
    assert {"pytest", "mypy", "ruff", "playwright"} <= spare
    assert (
        not {"joserfc", "flask", "gunicorn", "pyhanko", "psycopg-binary", "uharfbuzz", "lxml"}
        & spare
    )


@pytest.fixture
def sleeper() -> Iterator["subprocess.Popen[bytes]"]:
    code = "import time\nwhile True: time.sleep(0.05)"
    with subprocess.Popen([sys.executable, "-c", code, "sleeper"]) as process:
        time.sleep(0.2)
        yield process
        process.kill()


def test_a_process_that_wakes_up_is_well(
    healthcheck: ModuleType, sleeper: "subprocess.Popen[bytes]"
) -> None:
    assert healthcheck.is_waking(b"\0sleeper", within_seconds=4)
    sleeper.send_signal(signal.SIGSTOP)
    os.waitid(os.P_PID, sleeper.pid, os.WSTOPPED | os.WNOWAIT)
    assert not healthcheck.is_waking(b"\0sleeper", within_seconds=0.5)


def test_a_process_that_is_not_there_is_ill(healthcheck: ModuleType) -> None:
    assert not healthcheck.is_waking(b"\0nobody\0is\0called\0so")


def test_web_and_workers_are_ill_when_nothing_answers() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{unused.getsockname()[1]}"
        nothing = {"GRIF_BIND": address, "GRIF_REDIS_URL": f"redis://{address}"}
        assert [
            _check(name, nothing).returncode for name in ("web", "convert", "sign", "deliver")
        ] == [1] * 4


def _check(name: str, settings: dict[str, str] | None = None) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, ROOT / "deploy" / "healthcheck.py", name],
        env={"PYTHONPATH": str(ROOT), **(settings or {})},
        capture_output=True,
        check=False,
    )


def _copied(target: Target) -> set[str]:
    own = [line for line in target.having("COPY") if not line.startswith("--from")]
    return {source for line in own for source in shlex.split(line)[:-1]}
