import copy
import os
import pickle
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from pkcs11 import TokenFlag

from service.demo.pki import Pki
from signing import clock, pkcs11
from signing.credentials import Credential
from signing.detached import sign_detached
from signing.errors import Code, CredentialError
from signing.pkcs11 import TokenAddress, is_logged_in, open_token
from signing.signing import SignatureRequest, sign
from signing.trust import TrustPolicy, load_trust
from signing.verification import Verdict, verify
from tests.own_token import OwnToken
from tests.pki import NearbyAuthority
from tests.soft_hsm import SoftHsm, make_soft_hsm

REQUEST = SignatureRequest("Head", "signature_head")


@pytest.fixture(scope="module")
def hsm(
    tmp_path_factory: pytest.TempPathFactory, own_tokens: dict[str, OwnToken]
) -> Iterator[SoftHsm]:
    hsm = make_soft_hsm(tmp_path_factory.mktemp("hsm") / "soft")
    os.environ["SOFTHSM2_CONF"] = str(hsm.configuration)
    for kind in ("rsa", "ec"):
        hsm.add_token(kind, own_tokens[kind])
    hsm.add_token("spare", own_tokens["ec"])
    yield hsm
    del os.environ["SOFTHSM2_CONF"]


@pytest.fixture(autouse=True)
def _logged_out() -> Iterator[None]:
    """Leave no session behind: the next test begins as a new process would."""
    yield
    for process in pkcs11._processes.values():  # noqa: SLF001 -- there is no other way to log out
        for session in process.sessions.values():
            session.close()
    pkcs11._processes.clear()  # noqa: SLF001


@pytest.mark.parametrize("kind", ["rsa", "ec"])
def test_a_key_on_a_token_signs_like_any_other(
    kind: str,
    hsm: SoftHsm,
    pdf: bytes,
    own_tokens: dict[str, OwnToken],
    authority: NearbyAuthority,
    every_trust: TrustPolicy,
) -> None:
    credential = open_token(hsm.get_address(kind))
    signed = sign(pdf, REQUEST, credential, authority)

    assert verify(signed.content, every_trust).verdict is Verdict.VALID
    assert signed.certificate.holder == "Мельник Ольга Сергеевна"
    assert own_tokens[kind].certificate.exists()
    assert sign_detached(pdf, credential, None)


def test_one_login_serves_many_keys_and_threads(
    hsm: SoftHsm, pdf: bytes, every_trust: TrustPolicy
) -> None:
    first, second = (open_token(hsm.get_address("ec")) for _ in range(2))
    untimed = SignatureRequest("Head", "signature_head", "B-B")
    with ThreadPoolExecutor(4) as pool:
        credentials = [first, second] * 8
        signed = list(pool.map(lambda one: sign(pdf, untimed, one, None), credentials))

    assert {verify(one.content, every_trust).verdict for one in signed} == {Verdict.VALID}
    (process,) = pkcs11._processes.values()  # noqa: SLF001
    assert len(process.sessions) == 1


IN_A_CHILD = """
import os, sys
from pathlib import Path
from signing.pkcs11 import TokenAddress, is_logged_in, open_token
address = TokenAddress(*(Path(sys.argv[1]), sys.argv[2], "head", Path(sys.argv[3])))
credential = open_token(address)
credential.sign_digest(bytes(32), None)
child = os.fork()
if not child:
    credential.sign_digest(bytes(32), None)
    open_token(address).sign_digest(bytes(32), None)
    os._exit(17)
_, status = os.waitpid(child, 0)
credential.sign_digest(bytes(32), None)
sys.exit(os.waitstatus_to_exitcode(status))
"""


def test_a_forked_child_logs_in_for_itself(hsm: SoftHsm) -> None:
    address = hsm.get_address("rsa")
    command = [sys.executable, "-c", IN_A_CHILD, str(address.library), address.token]
    run = subprocess.run(
        [*command, str(address.pin_file)], check=False, capture_output=True, text=True, timeout=60
    )

    assert run.returncode == 17, run.stderr


def test_a_lock_held_by_a_thread_does_not_stop_a_child(monkeypatch: pytest.MonkeyPatch) -> None:
    parent = pkcs11._get_process()  # noqa: SLF001
    with parent.lock:
        monkeypatch.setattr(threading.main_thread(), "_native_id", 1)
        child = pkcs11._get_process()  # noqa: SLF001

        assert child is not parent
        assert child.lock.acquire(timeout=1)


def _list_variables(error: BaseException | None) -> Iterator[str]:
    """Show the variables of every frame, those of errors behind the error too."""
    while error is not None:
        for frame, _ in traceback.walk_tb(error.__traceback__):
            if "/tests/" not in frame.f_code.co_filename:
                yield repr(frame.f_locals)
        error = error.__cause__ or error.__context__


def test_a_wrong_pin_is_tried_once_and_shown_nowhere(
    hsm: SoftHsm, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    wrong = tmp_path / "pin"
    wrong.write_text("0123456789")
    address = TokenAddress(hsm.get_address("spare").library, "spare", "head", wrong)
    details = []
    for _ in range(3):
        with pytest.raises(CredentialError) as caught:
            open_token(address)
        details.append(caught.value.detail)
        trace = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
        seen = "".join((*trace.format(), repr(caught.value), caplog.text))
        assert caught.value.code == Code.PIN_REFUSED
        assert "Мельник" not in seen
        assert "0123456789" not in seen + "".join(_list_variables(caught.value))

    assert details == ["PinIncorrect", *["this PIN was refused before"] * 2]
    wrong.write_text(hsm.pin)
    os.utime(wrong, (1, 1))
    assert open_token(address).certificate.holder


@pytest.mark.parametrize(
    ("token", "label", "code"),
    [
        ("nowhere", "head", Code.TOKEN_ABSENT),
        ("ec", "nobody", Code.CREDENTIAL_INCOMPLETE),
    ],
)
def test_a_missing_token_or_certificate_is_named(
    token: str, label: str, code: Code, hsm: SoftHsm
) -> None:
    with pytest.raises(CredentialError) as caught:
        open_token(hsm.get_address(token, label))

    assert caught.value.code == code


def test_a_missing_library_or_pin_file_is_named(hsm: SoftHsm, tmp_path: Path) -> None:
    good = hsm.get_address("ec")
    no_pin = TokenAddress(good.library, "ec", "head", tmp_path / "none")
    no_library = TokenAddress(tmp_path / "none.so", "ec", "head", good.pin_file)

    with pytest.raises(CredentialError) as caught:
        open_token(no_pin)
    assert caught.value.code == Code.CREDENTIAL_NOT_FOUND
    with pytest.raises(CredentialError) as caught:
        open_token(no_library)
    assert caught.value.code == Code.TOKEN_REFUSED


def test_a_certificate_of_another_key_is_refused(
    hsm: SoftHsm, own_tokens: dict[str, OwnToken]
) -> None:
    mixed = OwnToken(own_tokens["ec"].key, own_tokens["rsa"].certificate, "sha256")
    address = hsm.add_token("mixed", mixed)

    with pytest.raises(CredentialError):
        open_token(address)


def test_a_certificate_has_to_be_valid(hsm: SoftHsm) -> None:
    with pytest.raises(CredentialError) as caught:
        open_token(hsm.get_address("ec"), at=clock.now() + timedelta(days=1000))

    assert caught.value.code == Code.CERTIFICATE_EXPIRED


def test_after_a_failure_the_token_is_opened_again(hsm: SoftHsm) -> None:
    credential = open_token(hsm.get_address("ec"))
    (process,) = pkcs11._processes.values()  # noqa: SLF001
    (session,) = process.sessions.values()
    session.close()  # as if the device had been pulled out

    with pytest.raises(CredentialError):
        credential.sign_digest(bytes(32), None)
    assert credential.sign_digest(bytes(32), None)


def test_a_token_that_was_pulled_out_signs_again_when_it_is_back(hsm: SoftHsm) -> None:
    address = hsm.get_address("rsa")
    credential, other = open_token(address), open_token(hsm.get_address("ec"))
    hsm.pull_out("rsa")
    codes = []
    for _ in range(3):
        with pytest.raises(CredentialError) as caught:
            credential.sign_digest(bytes(32), None)
        codes.append(caught.value.code)
    assert (set(codes), is_logged_in(address)) == ({Code.TOKEN_ABSENT}, False)
    assert other.sign_digest(bytes(32), None)  # of another token, of the same library
    hsm.put_back("rsa")

    with pytest.raises(CredentialError):  # nobody has looked since
        credential.sign_digest(bytes(32), None)
    assert credential.sign_digest(bytes(32), None)
    assert is_logged_in(address)


class LastTry:
    """A library whose token will lock itself after one more wrong PIN."""

    flags = frozenset({TokenFlag.USER_PIN_FINAL_TRY})

    def reinitialize(self) -> None:
        pass

    def get_token(self, *, token_label: str) -> "LastTry":
        assert token_label == "ec"
        return self


def test_the_last_try_of_a_pin_is_left_to_a_person(
    hsm: SoftHsm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pkcs11.lib", lambda _path: LastTry())

    with pytest.raises(CredentialError) as caught:
        open_token(hsm.get_address("ec"))

    assert (caught.value.code, caught.value.detail) == (Code.PIN_REFUSED, "one try is left")


@pytest.fixture
def credential(hsm: SoftHsm) -> Credential:
    return open_token(hsm.get_address("rsa"))


@pytest.mark.parametrize("show", [repr, str, ascii, "{}".format])
def test_a_credential_on_a_token_shows_nothing(
    show: Callable[[object], str], credential: Credential, hsm: SoftHsm
) -> None:
    assert show(credential) == f"<Credential sha256={credential.certificate.sha256[:16]}>"
    assert hsm.pin not in repr(pkcs11._processes) + repr(hsm.get_address("rsa"))  # noqa: SLF001


@pytest.mark.parametrize("leak", [pickle.dumps, copy.copy, copy.deepcopy])
def test_a_credential_on_a_token_cannot_be_copied(
    leak: Callable[[object], object], credential: Credential
) -> None:
    with pytest.raises(TypeError):
        leak(credential)


def test_no_pin_is_in_the_log(
    hsm: SoftHsm, pdf: bytes, caplog: pytest.LogCaptureFixture, pki: Pki
) -> None:
    caplog.set_level("DEBUG")
    signed = sign(
        pdf,
        SignatureRequest("Head", "signature_head", "B-B"),
        open_token(hsm.get_address("ec")),
        None,
    )

    assert verify(signed.content, load_trust([pki.trust])).signatures
    assert hsm.pin not in caplog.text


def test_without_the_package_the_reason_is_told(
    hsm: SoftHsm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pkcs11", None)

    with pytest.raises(CredentialError) as caught:
        open_token(hsm.get_address("ec"))

    assert caught.value.detail == "python-pkcs11 is not installed"
