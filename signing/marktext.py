"""The words of the visible mark (ГОСТ Р 7.0.97-2016, реквизит 23)."""

from signing.certificates import CertificateSummary

PHRASE = "Документ подписан электронной подписью"
TITLES = ("Сертификат: ", "Владелец: ", "Действителен: ")


def describe(certificate: CertificateSummary) -> tuple[str, str, str]:
    """Return the three lines under the phrase: number, holder, validity (dates in UTC)."""
    number, holder, validity = TITLES
    start, end = certificate.not_before, certificate.not_after
    return (
        f"{number}{certificate.serial_hex}",
        f"{holder}{certificate.holder}",
        f"{validity}с {start:%d.%m.%Y} по {end:%d.%m.%Y}",
    )
