"""A head at a browser with a stand-in for CryptoPro's plug-in, and a token behind it."""

import base64
import hashlib
import subprocess
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from asn1crypto import cms, pem, tsp, x509
from playwright.sync_api import BrowserContext, Page, expect

from service.domain.access import Role
from service.domain.accounts import Tenant
from service.operations.accounts import NewUser
from signing.verification import Verdict
from tests.doors import PASSWORD
from tests.factories import SCHOOL
from tests.own_token import OwnToken
from tests.signing_house import SigningHouse

FAKE = Path(__file__).with_name("fake_plugin.js")
SUBJECT = "CN=МКОУ «Образцовская СОШ № 1», SN=Мельник, G=Ольга Сергеевна"
ALGORITHMS = {4: "sha256", 101: "md_gost12_256"}
"""What the plug-in calls the digests, and what OpenSSL does."""

SCHEMES = {"rsa": "rsassa_pkcs1v15", "ec": "sha256_ecdsa"}
"""How a container says what its signature is made with."""

WIDTHS = (1280, 375)


@dataclass(frozen=True)
class FakeToken:
    """Signs digests, and nothing but digests, as a token does behind the plug-in.

    After `limit` signatures it asks for its PIN again and gets a wrong one.
    """

    token: OwnToken
    limit: int = 1000
    made: list[str] = field(default_factory=list)

    @property
    def der(self) -> bytes:
        _, _, der = pem.unarmor(self.token.certificate.read_bytes())
        return bytes(der)

    def list_certificates(self) -> list[dict[str, object]]:
        own = {"name": "head", "subject": SUBJECT, "base64": base64.b64encode(self.der).decode()}
        return [{**own, "name": "other", "hasKey": False}, {**own, "hasKey": True}]

    def sign(self, name: str, mode: str, algorithm: int, digest: str) -> str:
        """Return what the plug-in does: in mode `attrs` the value, in mode `cms` a container."""
        assert name == "head"
        if len(self.made) >= self.limit:
            message = "неверный ПИН-код"
            raise ValueError(message)
        self.made.append(digest)
        if mode == "cms":
            return self._wrap(ALGORITHMS[algorithm], bytes.fromhex(digest))
        # In hexadecimal; CryptoPro gives the value of GOST with its octets reversed.
        value = self._sign(ALGORITHMS[algorithm], bytes.fromhex(digest))
        return (value[::-1] if _is_gost(ALGORITHMS[algorithm]) else value).hex().upper()

    def _wrap(self, algorithm: str, digest: bytes) -> str:
        """A detached container of CAdES-BES in base64, broken into lines as CryptoPro does."""
        own = tsp.ESSCertIDv2({"cert_hash": hashlib.sha256(self.der).digest()})
        said = {
            "content_type": "data",
            "message_digest": digest,
            "signing_certificate_v2": tsp.SigningCertificateV2({"certs": [own]}),
        }
        attributes = cms.CMSAttributes(
            [cms.CMSAttribute({"type": name, "values": [value]}) for name, value in said.items()]
        )
        certificate = x509.Certificate.load(self.der)
        signer = {
            "version": "v1",
            "sid": cms.SignerIdentifier(
                "issuer_and_serial_number",
                {"issuer": certificate.issuer, "serial_number": certificate.serial_number},
            ),
            "digest_algorithm": {"algorithm": algorithm},
            "signed_attrs": attributes,
            "signature_algorithm": {"algorithm": SCHEMES[certificate.public_key.algorithm]},
            "signature": self._sign(algorithm, hashlib.new(algorithm, attributes.dump()).digest()),
        }
        signed = {
            "version": "v1",
            "digest_algorithms": [{"algorithm": algorithm}],
            "encap_content_info": {"content_type": "data"},
            "certificates": [certificate],
            "signer_infos": [signer],
        }
        info = cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData(signed)})
        return base64.encodebytes(info.dump()).decode()

    def _sign(self, algorithm: str, digest: bytes) -> bytes:
        options = [] if _is_gost(algorithm) else ["-pkeyopt", f"digest:{algorithm}"]
        environment = {"PATH": "/usr/bin:/bin"}
        if self.token.configuration is not None:
            environment["OPENSSL_CONF"] = str(self.token.configuration)
        run = subprocess.run(
            ["openssl", "pkeyutl", "-sign", "-inkey", str(self.token.key), *options],
            input=digest,
            env=environment,
            check=True,
            capture_output=True,
        )
        return run.stdout


def plug_in(context: BrowserContext, token: FakeToken) -> Page:
    """Put the stand-in of the plug-in with this token into every page."""
    # Playwright writes upon what it is given: not upon a frozen token.
    context.expose_function("tokenCertificates", lambda: token.list_certificates())  # noqa: PLW0108 -- see above
    context.expose_function("tokenSign", lambda *asked: token.sign(*asked))  # noqa: PLW0108 -- see above
    context.add_init_script(path=FAKE)
    return context.new_page()


def sign_in(signing: SigningHouse, page: Page) -> None:
    roles = frozenset({Role.HEAD})
    user = NewUser("head", PASSWORD, "Мельник Ольга Сергеевна", roles, Tenant(SCHOOL))
    signing.house.services.accounts.add_user(user)
    page.goto("/")
    page.get_by_label("Имя для входа").fill("head")
    page.get_by_label("Пароль").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Что сделать", level=1)).to_be_visible()


def verdict_of(signing: SigningHouse, document_id: str) -> Verdict:
    # In a thread: Playwright's event loop runs in this one.
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(signing.verify, document_id).result().verdict


def look(page: Page, folder: Path, name: str) -> None:
    """Take a picture at every width; nothing may stick out to the side."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.screenshot(path=folder / f"{name}-{width}.png", full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, (name, width)
    page.set_viewport_size({"width": WIDTHS[0], "height": 900})


def _is_gost(algorithm: str) -> bool:
    return algorithm.startswith("md_gost")
