"""A school has its key on a token at the server: real processes, real LibreOffice, SoftHSM."""

import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from service.demo.pki import Pki
from signing.verification import load_trust, verify
from tests.e2e.installation import HEAD, SCHOOL, Installation, install
from tests.own_token import export_token
from tests.soft_hsm import SoftHsm, make_soft_hsm

pytestmark = [pytest.mark.libreoffice, pytest.mark.redis, pytest.mark.xdist_group("e2e")]

ORDER, TOKEN = "order_assign_pairs", "Школа 1"


@dataclass(frozen=True)
class School:
    """A running Grif whose only key is on a token, and the token."""

    grif: Installation
    hsm: SoftHsm

    @property
    def pin_file(self) -> Path:
        return self.grif.settings.keys / SCHOOL / "head.pin"

    def order(self, key: str) -> str:
        return str(self.grif.post(ORDER, key, sign=True)["links"]["self"])

    def await_failure(self, order: str, code: str) -> str:
        """Wait until the order says that it waits for this; returns what people are told."""
        until = time.monotonic() + 60
        while time.monotonic() < until:
            document = self.grif.client.get(order)
            if document["failure"] and document["failure"]["code"] == code:
                assert document["state"] == "awaiting_signatures"
                return str(document["failure"]["message"])
            time.sleep(0.1)
        raise TimeoutError(code)


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Iterator[School]:
    folder = tmp_path_factory.mktemp("token")
    hsm = make_soft_hsm(folder / "hsm")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOFTHSM2_CONF", str(hsm.configuration))
        with install(folder) as grif:
            keys, holder = (
                grif.settings.keys / SCHOOL,
                export_token(Pki(folder / "pki"), HEAD.name, folder / "exported"),
            )
            hsm.add_token(TOKEN, holder)
            hsm.lay(TOKEN, keys / "head")
            shutil.copy(holder.others[0], keys / "head.pem")
            for spare in (".p12", ".pass"):
                (keys / "head").with_suffix(spare).unlink()
            yield School(grif, hsm)


def test_an_order_is_signed_with_the_key_on_the_token(school: School) -> None:
    order = school.order("good")

    assert school.grif.await_settled(60) == {"archived": 1}
    pdf = school.grif.client.get_bytes(f"{order}/pdf")
    # The certificate of the authority in between comes from the file beside the token.
    report = verify(pdf, load_trust([school.grif.trust / "root.pem"]))
    assert (report.verdict, report.signatures[0].level) == ("valid", "B-T")
    assert report.signatures[0].certificate is not None
    assert report.signatures[0].certificate.holder == "Мельник Ольга Сергеевна"


def test_while_the_token_is_pulled_out_orders_wait_and_then_go_on(school: School) -> None:
    school.order("before")
    assert set(school.grif.await_settled(60)) == {"archived"}
    school.hsm.pull_out(TOKEN)
    order = school.order("after")
    told = school.await_failure(order, "token_absent")
    school.hsm.put_back(TOKEN)

    assert told == "Ключевого носителя нет или он не отвечает. Подключите его."
    assert set(school.grif.await_settled(60)) == {"archived"}
    report = verify(school.grif.client.get_bytes(f"{order}/pdf"), load_trust([school.grif.trust]))
    assert (report.verdict, len(report.signatures)) == ("valid", 1)


def test_while_the_pin_is_wrong_orders_wait_and_then_go_on(school: School) -> None:
    right = school.pin_file.read_text()
    school.hsm.pull_out(TOKEN)
    school.pin_file.write_text("not the PIN")
    order = school.order("mistyped")
    school.await_failure(order, "token_absent")
    school.hsm.put_back(TOKEN)
    told = school.await_failure(order, "pin_refused")
    school.pin_file.write_text(right)

    assert told == "Ключевой носитель не принял ПИН-код. Исправьте файл с ПИН-кодом."
    assert set(school.grif.await_settled(90)) == {"archived"}
