"""V04, V11, V13, V14, V19, V20: words, signatures, cited acts, files."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from service.domain.pack.facts import ActFacts, FileFacts, PackDocument, SignatureFacts
from tests.pack_facts import HEAD, document, person, said

CONSENT = "Я даю своё согласие на обработку моих персональных данных."


def paper(kind: str = "consent_mentor_participation", **data: object) -> PackDocument:
    return document(kind, data, number="57-од")


@pytest.mark.parametrize(
    "text",
    [
        CONSENT,
        "даю согласие на обработку персональных данных",
        "Выражаю согласие на автоматизированную обработку персональных данных.",
        "Согласна на обработку и передачу персональных данных",
    ],
)
def test_v04_consent_to_processing_is_a_document_of_its_own(text: str) -> None:
    assert said(paper(), text=text) == [("V04", "error", "#")]
    assert said(paper(work_content=text)) == [("V04", "error", "#/data/work_content")]


def test_v04_a_consent_is_where_it_belongs_or_from_before_the_law() -> None:
    before = document("consent_mentor_participation", {"work_content": CONSENT}, "2025-08-29")

    assert said(paper("pd_consent"), text=CONSENT) == []
    assert said(before) == []


@pytest.mark.parametrize(
    "text",
    [
        "Сведения размещают при наличии согласий на обработку персональных данных.",
        "Даю согласие на осуществление наставничества.",
        "Отзываю согласие на обработку персональных данных.",
    ],
)
def test_v04_speaking_of_a_consent_is_not_giving_one(text: str) -> None:
    assert said(paper(), text=text) == []


@pytest.mark.parametrize(
    ("text", "in_data"),
    [
        ("учителя None школы", "error"),
        ("от ____ 2025 г.", "error"),
        ("ознакомлен(а) с приказом", "error"),
        ("согласен(на)", "error"),
        ("учителя {{ org }}", "warning"),
        ("два  пробела", "warning"),
    ],
)
def test_v13_nothing_is_left_unfilled_or_doubled(text: str, in_data: str) -> None:
    assert said(paper(), text=text) == [("V13", "error", "#")]
    assert said(paper(content=text)) == [("V13", in_data, "#/data/content")]


@pytest.mark.parametrize("text", ["пара (группа)", "Нонна", "с_п", "пункт 2(а)", "Nonetheless"])
def test_v13_usual_words_are_left_alone(text: str) -> None:
    assert said(paper(content=text), text=text) == []


APPROVED = "{word}\nприказом МКОУ «Школа»\nот 24.09.2025 № 57-од\n\n{title}\nо системе\n"


@pytest.mark.parametrize(
    ("word", "title", "is_right"),
    [
        ("УТВЕРЖДЕНО", "ПОЛОЖЕНИЕ", True),
        ("УТВЕРЖДЕНА", "ДОРОЖНАЯ КАРТА", True),
        ("УТВЕРЖДЁН", "ПЕРЕЧЕНЬ", True),
        ("УТВЕРЖДЕНА", "ПЕРСОНАЛИЗИРОВАННАЯ ПРОГРАММА", True),
        ("УТВЕРЖДЕНО", "ПЕРСОНАЛИЗИРОВАННАЯ ПРОГРАММА", False),
        ("УТВЕРЖДЕНА", "ПОЛОЖЕНИЕ", False),
        ("УТВЕРЖДЕНО", "ПЕРЕЧЕНЬ", False),
    ],
)
def test_v14_the_word_of_approval_agrees_with_what_is_approved(
    word: str, title: str, is_right: object
) -> None:
    found = said(paper("order_any"), text=APPROVED.format(word=word, title=title))

    assert found == ([] if is_right else [("V14", "error", "#")])


@pytest.mark.parametrize(
    ("reference", "is_right"),
    [
        ("от 24.09.2025 № 57-од", True),
        ("от 24.09.2025 № 58-од", False),
        ("от 25.09.2025 № 57-од", False),
    ],
)
def test_v14_annexes_carry_the_number_of_their_order(reference: str, is_right: object) -> None:
    text = f"Приложение № 1\nк приказу МКОУ «Образцовская СОШ № 1»\n{reference}\n"

    assert (said(paper("order_any"), text=text) == []) is is_right


MAY = datetime(2026, 5, 1, tzinfo=UTC)
SIGNATURE = SignatureFacts(
    valid_from=datetime(2025, 2, 3, tzinfo=UTC),
    valid_to=datetime(2026, 4, 29, tzinfo=UTC),
    holder="Мельник  Ольга Сергеевна",
    signed_at=datetime(2025, 9, 24, 9, tzinfo=UTC),
)


def signed(signature: SignatureFacts) -> list[tuple[str, str, str]]:
    return said(paper("order_any", signer=person(HEAD, "p-101")), signatures=(signature,))


def test_v11_a_good_signature_is_left_alone() -> None:
    assert signed(SIGNATURE) == []
    assert signed(replace(SIGNATURE, kind="ukep", required="ukep")) == []


def test_v11_the_certificate_of_an_organisation_may_name_nobody() -> None:
    assert signed(replace(SIGNATURE, holder="МКОУ «Образцовская СОШ № 1»")) == []


def test_v11_another_party_signs_under_its_own_name() -> None:
    assert signed(replace(SIGNATURE, holder="Груша Илья Ильич", is_signers=False)) == []


@pytest.mark.parametrize(
    ("signature", "place"),
    [
        (replace(SIGNATURE, signed_at=MAY), "#"),
        (replace(SIGNATURE, signed_at=datetime(2025, 2, 2, tzinfo=UTC)), "#"),
        (replace(SIGNATURE, holder="Груша Илья Ильич"), "#/data/signer"),
        (replace(SIGNATURE, required="ukep"), "#"),
    ],
    ids=["expired", "not yet valid", "somebody else", "too weak"],
)
def test_v11_a_signature_is_timely_of_the_signer_and_strong_enough(
    signature: SignatureFacts, place: str
) -> None:
    assert signed(signature) == [("V11", "error", place)]


@pytest.mark.parametrize(
    ("day", "found"), [("2025-08-15", []), ("2025-08-18", ["V19"]), ("2018-06-29", ["V19"])]
)
def test_v19_acts_are_cited_while_they_are_in_force(day: str, found: list[str]) -> None:
    gost = ActFacts("ГОСТ Р", "7.0.97-2016", date(2016, 12, 8), date(2018, 7, 1), date(2025, 8, 17))

    codes = [code for code, _, _ in said(document("order_any", {}, day), acts=(gost,))]

    assert codes == found


def test_v20_a_file_is_archival_holds_its_fonts_and_shows_its_text() -> None:
    good = FileFacts(pdfa_ok=True, fonts_embedded=True)

    assert said(paper(), file=good) == []
    for bad in (
        replace(good, pdfa_ok=False),
        replace(good, fonts_embedded=False),
        replace(good, mark_overlaps=True),
    ):
        assert said(paper(), file=bad) == [("V20", "error", "#")]
