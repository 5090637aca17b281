"""Files from outside, judged by real processes."""

import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pytest

from service.demo.pki import Pki
from service.domain.errors import CannotVerifyError
from service.domain.ids import MunicipalityId
from service.domain.verification import Report, Sent
from service.verification import MUNICIPALITIES, JudgeProcesses
from signing.detached import sign_detached
from signing.signing import SignatureRequest, sign
from tests.assets.hostile_pdf import STRANGE, signature, spoil
from tests.factories import FOREIGN_MUNICIPALITY, MUNICIPALITY
from tests.fakes import FakeClock
from tests.pki import make_pki, open_credential
from tests.signable import make_pdf
from worker.judging import CPU_SECONDS, MEMORY_BYTES

ROOT: Final = Path(__file__).parents[3]
PATIENCE: Final = 120.0
SPOILT: Final = (
    "with_a_tail",
    "with_another_revision",
    "cut_short",
    "without_its_middle",
    "saved_again",
    "encrypted_later",
    "signed_2000_times",
)


@pytest.fixture(scope="module")
def pki(tmp_path_factory: pytest.TempPathFactory) -> Pki:
    return make_pki(tmp_path_factory.mktemp("pki"))


@pytest.fixture(scope="module")
def good(pki: Pki) -> bytes:
    request = SignatureRequest("Head", "signature_head", "B-B")
    return sign(make_pdf(), request, open_credential(pki), None).content


@pytest.fixture(scope="module")
def spoilt(good: bytes) -> Mapping[str, bytes]:
    return dict(spoil(good))


def open_judges(trust: Path, clock: FakeClock | None = None) -> JudgeProcesses:
    """Judges whom a busy computer does not make give up; processor time is limited as always."""
    clock = clock or FakeClock()
    return JudgeProcesses(trust, clock, wall_seconds=PATIENCE, patience_seconds=PATIENCE)


@pytest.fixture
def judges(pki: Pki) -> JudgeProcesses:
    return open_judges(pki.trust)


def judge(judges: JudgeProcesses, content: bytes) -> Report:
    """The report, which comes in time whatever the file does."""
    began = time.monotonic()
    report = judges.verify(Sent(content), None)
    assert time.monotonic() - began < PATIENCE + 5
    return report


def test_a_good_signature_is_valid(judges: JudgeProcesses, good: bytes) -> None:
    report = judge(judges, good)

    assert report.verdict == "valid"
    (one,) = report.signatures
    assert one["certificate"]["holder"] == "Мельник Ольга Сергеевна"
    assert report.facts["sentence"] == "Документ подписан, подпись действительна."


def test_a_detached_signature_is_judged_against_the_file_beside_it(
    judges: JudgeProcesses, pki: Pki
) -> None:
    content = make_pdf()
    beside = sign_detached(content, open_credential(pki), None)

    assert judges.verify(Sent(content, beside), None).verdict == "valid"
    assert judges.verify(Sent(content + b" ", beside), None).verdict == "invalid"
    assert judges.verify(Sent(content, b""), None).verdict == "unverifiable"
    assert judges.verify(Sent(content, b"\x30\x80" * 10_000), None).verdict == "unverifiable"


@pytest.mark.parametrize("name", sorted(STRANGE))
def test_a_hostile_file_is_never_valid_and_never_hangs(judges: JudgeProcesses, name: str) -> None:
    report = judge(judges, STRANGE[name]())

    assert report.verdict in {"invalid", "unverifiable", "unsigned", "indeterminate"}
    assert all(one["verdict"] != "valid" for one in report.signatures)


@pytest.mark.parametrize("name", SPOILT)
def test_a_spoilt_file_is_never_valid(
    judges: JudgeProcesses, spoilt: Mapping[str, bytes], name: str
) -> None:
    assert set(SPOILT) == set(spoilt)
    assert judge(judges, spoilt[name]).verdict != "valid"


def test_after_all_that_the_next_file_is_judged_as_before(
    judges: JudgeProcesses, good: bytes
) -> None:
    for name in ("bomb_of_references", "deep_arrays", "signature_nested"):
        judge(judges, STRANGE[name]())
    assert judge(judges, good).verdict == "valid"


def test_a_judge_that_got_no_time_says_nothing_against_the_file(pki: Pki, good: bytes) -> None:
    impatient = JudgeProcesses(pki.trust, FakeClock(), wall_seconds=0.05)

    with pytest.raises(CannotVerifyError) as refused:
        judge(impatient, good)
    assert refused.value.code == "verification_busy"


def test_the_same_file_is_not_judged_twice(pki: Pki, good: bytes) -> None:
    clock = FakeClock()
    patient = open_judges(pki.trust, clock)
    first = judge(patient, good)
    assert judge(patient, good) is first
    assert patient.verify(Sent(good), MUNICIPALITY) is not first


def test_one_works_a_few_wait_and_the_others_are_sent_away(pki: Pki, good: bytes) -> None:
    judges = open_judges(pki.trust)
    files = [good + b"%% %d" % number for number in range(8)]
    busy: list[str] = []
    judged: list[str] = []

    def ask(content: bytes) -> None:
        try:
            judged.append(judges.verify(Sent(content), None).verdict)
        except CannotVerifyError as error:
            busy.append(error.code)

    callers = [threading.Thread(target=ask, args=(content,)) for content in files]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()

    assert busy == ["verification_busy"] * 4
    assert len(judged) == 4


def test_nobody_waits_for_ever(pki: Pki, good: bytes) -> None:
    judges = JudgeProcesses(pki.trust, FakeClock(), wall_seconds=PATIENCE, patience_seconds=0.01)
    other = threading.Thread(target=judges.verify, args=(Sent(good), None))
    other.start()
    time.sleep(0.3)
    with pytest.raises(CannotVerifyError) as refused:
        judges.verify(Sent(good + b"%"), None)
    other.join()

    assert refused.value.code == "verification_busy"


def test_certificates_of_a_municipality_count_for_its_documents_only(
    pki: Pki, good: bytes, tmp_path: Path
) -> None:
    other = make_pki(tmp_path / "other")
    trust = tmp_path / "trust"
    _copy(other.trust, trust)
    _copy(pki.trust, trust / MUNICIPALITIES / MUNICIPALITY)
    judges = open_judges(trust)

    assert judges.list_municipalities() == [MUNICIPALITY]
    assert judges.verify(Sent(good), MUNICIPALITY).verdict == "valid"
    for elsewhere in (None, FOREIGN_MUNICIPALITY, MunicipalityId("../../etc")):
        assert judges.verify(Sent(good), elsewhere).verdict == "indeterminate"


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ({}, "trust_unreadable"),
        ({"root.pem": b"nonsense"}, "trust_unreadable"),
        (None, "trust_not_found"),
    ],
)
def test_without_anybody_to_trust_nothing_is_judged(
    good: bytes, tmp_path: Path, files: Mapping[str, bytes] | None, code: str
) -> None:
    trust = tmp_path / "trust"
    if files is not None:
        trust.mkdir()
        for name, content in files.items():
            (trust / name).write_bytes(content)

    with pytest.raises(CannotVerifyError) as refused:
        open_judges(trust).verify(Sent(good), None)

    assert refused.value.code == code


def test_an_answer_about_another_file_is_not_believed(
    pki: Pki, good: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    judges = open_judges(pki.trust)
    answer = dict(judge(judges, good).facts)
    monkeypatch.setattr(judges, "_ask", lambda *_: answer)

    report = judges.verify(Sent(b"%PDF-1.7"), None)

    assert (report.verdict, report.signatures) == ("unverifiable", [])


def confined(code: str) -> "subprocess.CompletedProcess[str]":
    """Run this once the process has confined itself."""
    text = f"import socket, subprocess, os\nfrom worker.judging import confine\nconfine()\n{code}"
    command = [sys.executable, "-c", text]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    "code",
    [
        "socket.create_connection(('127.0.0.1', PORT), 5)",
        "socket.getaddrinfo('localhost', 80)",
        "socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', PORT))",
        "subprocess.run(['true'])",
        "os.fork()",
        "os.execv('/bin/true', ['true'])",
        "open('FILE', 'wb', buffering=0).write(b'x')",
        "bytes(1024 * 1024 * 1024)",
    ],
)
def test_a_judge_reaches_nothing_outside(code: str, tmp_path: Path) -> None:
    file = tmp_path / "left-behind"
    file.touch()
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = str(server.getsockname()[1])
        done = confined(code.replace("PORT", port).replace("FILE", str(file)))

    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith(("PermissionError", "OSError", "MemoryError"))
    assert file.read_bytes() == b""


def test_what_is_left_to_a_judge_still_works() -> None:
    done = confined("import asyncio; asyncio.run(asyncio.sleep(0)); print('fine')")

    assert (done.returncode, done.stdout) == (0, "fine\n"), done.stderr
    limits = confined(
        "import resource as r\n"
        "print([r.getrlimit(one)[0] for one in (r.RLIMIT_AS, r.RLIMIT_CPU, r.RLIMIT_CORE)])"
    )
    memory, seconds, core = json.loads(limits.stdout)
    assert (memory, core) == (MEMORY_BYTES, 0)
    assert CPU_SECONDS <= seconds <= CPU_SECONDS + 5


def _copy(source: Path, target: Path) -> None:
    target.mkdir(parents=True)
    for file in source.iterdir():
        (target / file.name).write_bytes(file.read_bytes())


def test_the_log_names_nobody(judges: JudgeProcesses, capfd: pytest.CaptureFixture[str]) -> None:
    judge(judges, signature("Тайна".encode().hex().encode()))
    judge(judges, b"%PDF-1.7\nnobody should read this name")

    shown = capfd.readouterr()
    assert "name" not in shown.out + shown.err
