"""A whole Grif of its own for a test: database, queue, web, workers, authority, one school."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from doc_templates.catalogue import LIBRARY
from service.bootstrap import Services, build_services
from service.database.database import SqlDatabase
from service.database.migration import migrate
from service.demo.certificates import Holder, KeyType
from service.demo.client import RestClient
from service.demo.pki import ensure_pki
from service.demo.processes import run_authority
from service.demo.seeding import hand_out_keys
from service.domain.access import Principal, Scope
from service.domain.accounts import Tenant
from service.domain.ids import MunicipalityId, OrganisationId
from service.domain.organisations import Municipality, Organisation, Requisites
from service.settings import Settings
from worker.libreoffice.sockets import remove_sockets
from worker.rendering import read_requisites

SCHOOL = OrganisationId("s-01")
ROOT = Path(__file__).resolve().parents[2]
HEAD = Holder(
    name=SCHOOL,
    organisation="МКОУ «Образцовская СОШ № 1»",
    surname="Мельник",
    given_name="Ольга Сергеевна",
    title="Директор",
    inn="0099001018",
    ogrn="1250000001019",
    settlement="с. Тестово",
)


@dataclass
class Installation:
    """A running Grif and how to reach it from outside and from behind."""

    settings: Settings
    services: Services
    client: RestClient
    supervisor: "subprocess.Popen[bytes]"
    trust: Path

    def post(self, kind: str, key: str, *, sign: bool = False) -> dict[str, Any]:
        """Ask for a document of this kind with the kind's sample data."""
        data = dict(self.services.catalogue.get_kind(kind).sample)
        body = {"organization_id": SCHOOL, "kind": kind, "data": data, "sign": sign}
        return self.client.post("/api/v1/documents", body, key)

    def await_settled(self, seconds: float) -> Mapping[str, int]:
        """Wait until every document is archived, failed or cancelled; returns counts by state."""
        until = time.monotonic() + seconds
        while True:
            with self.services.database.snapshot() as tx:
                counts = {str(s): n for s, n in tx.documents.count_by_state([SCHOOL]).items()}
            if set(counts) <= {"archived", "failed", "cancelled"} or time.monotonic() > until:
                return counts
            time.sleep(0.1)

    def run(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """Run a verb of the command line beside the running Grif."""
        environment = {k: v for k, v in os.environ.items() if not k.startswith("GRIF_")}
        return subprocess.run(
            [sys.executable, "-m", "service.cli", *arguments],
            cwd=ROOT,
            env={**environment, **_as_environment(self.settings)},
            capture_output=True,
            text=True,
            check=False,
        )

    def find_processes(self, *words: str) -> list[psutil.Process]:
        """Find living processes of this installation whose command line has all these words."""
        found = []
        for process in psutil.Process(self.supervisor.pid).children(recursive=True):
            try:
                line = " ".join(process.cmdline())
            except psutil.Error:
                continue
            if all(word in line for word in words):
                found.append(process)
        return found


@contextmanager
def install(
    folder: Path, *, key_type: KeyType = "ec", **overrides: object
) -> Iterator[Installation]:
    """Set a Grif up in `folder`, run it for the length of the block, and leave nothing behind."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("GRIF_")}
    ca = ensure_pki(folder / "pki", [HEAD], key_type=key_type)
    with run_authority(folder / "pki", 0, environment) as authority:
        bind = f"127.0.0.1:{_free_port()}"
        settings = Settings(
            data_dir=folder / "data",
            bind=bind,
            public_url=f"http://{bind}",
            tsa_url=f"{authority}/tsa",
            lease_seconds=4.0,
            **overrides,  # type: ignore[arg-type]
        )
        settings.root.mkdir()
        hand_out_keys(ca, [HEAD], settings.keys, settings.trust)
        migrate(settings.database_owner, login=settings.database)
        services = build_services(settings)
        api_key = _seed(services)
        environment.update(_as_environment(settings))
        with (folder / "grif.log").open("wb") as log:
            supervisor = subprocess.Popen(
                [sys.executable, "-m", "worker", "up"], cwd=ROOT, env=environment, stderr=log
            )
        client = RestClient(settings.bind, api_key)
        try:
            _await_ready(client, supervisor)
            yield Installation(settings, services, client, supervisor, settings.trust)
        finally:
            supervisor.terminate()
            supervisor.wait(60)
            for workspace in settings.scratch.glob("libreoffice-*"):  # of a killed process
                remove_sockets(workspace / "profile")
            if isinstance(services.database, SqlDatabase):
                services.database.close()


def _seed(services: Services) -> str:
    municipality = MunicipalityId("m-01")
    with services.database.transaction() as tx:
        tx.organisations.add_municipality(Municipality(municipality, "Вымышленный округ"))
        tx.organisations.add(Organisation(SCHOOL, municipality, _requisites()))
    return services.accounts.issue_api_key("test", frozenset(Scope), Tenant(organisation_id=SCHOOL))


def _requisites() -> Requisites:
    return read_requisites(LIBRARY / "organisation.json")


def _as_environment(settings: Settings) -> dict[str, str]:
    given = json.loads(settings.model_dump_json(exclude_unset=True))
    return {f"GRIF_{name.upper()}": str(value) for name, value in given.items()}


def _await_ready(client: RestClient, supervisor: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and supervisor.poll() is None:
        try:
            client.get("/readyz")
        except OSError:
            time.sleep(0.1)
        else:
            return
    message = "the installation did not get ready"
    raise TimeoutError(message)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


PRINCIPAL = Principal("test", frozenset(Scope), SCHOOL)
