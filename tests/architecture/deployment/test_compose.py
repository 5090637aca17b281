"""The Compose file: its specification, and who gets which rights, keys, networks, secrets."""

import json
import re
from importlib.resources import files
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from service.settings import Settings
from tests.deployment import DOCKERFILE, FOREIGN, OURS, PROCESSES, ROOT

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
