"""The stages of the Dockerfile: what they stand on, hold and start."""

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from service.settings import Settings
from tests.deployment import DOCKERFILE, FOREIGN, OURS, PROCESSES, ROOT, Target
from worker.programs import list_programs


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


def _copied(target: Target) -> set[str]:
    own = [line for line in target.having("COPY") if not line.startswith("--from")]
    return {source for line in own for source in shlex.split(line)[:-1]}
