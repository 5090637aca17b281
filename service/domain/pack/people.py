"""Rules about personal data: V03, V10, V12, V17, V18."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from service.domain.pack.facts import (
    Facts,
    Finding,
    Findings,
    PackDocument,
    Severity,
    error,
    warning,
)
from service.domain.reading import (
    Data,
    Person,
    PersonIndex,
    normal_number,
    read_date,
    read_items,
    read_object,
    read_people,
    read_person,
    read_text,
    walk,
)

PD_CONSENT: Final = "pd_consent"
PD_DISTRIBUTION: Final = "pd_consent_distribution"
MENTEE_CONSENT: Final = "consent_mentee_participation"
WITHDRAWAL: Final = "pd_consent_withdrawal"
DESTRUCTION: Final = "pd_destruction_act"
BANKS: Final = frozenset({"mentees_bank", "mentors_bank"})
REGISTRIES: Final = BANKS | {"municipal_mentoring_registry"}
SURVEYS: Final = frozenset({"survey_form", "survey_summary"})

_DESTROY_DAYS: Final = 30  # ч. 5 ст. 21 152-ФЗ
_FORBIDDEN: Final = frozenset(
    {
        "passport", "id_doc", "identity", "identity_document", "subject_id", "snils",
        "birth_date", "birthday", "date_of_birth", "address", "reg_address", "home_address",
        "phone", "health", "diagnosis",
    }
)  # fmt: skip
_FORBIDDEN_TEXT: Final = re.compile(r"\b\d{3}-\d{3}-\d{3}[ -]\d{2}\b|\b\d{2} ?\d{2} \d{6}\b")
_IDENTIFYING: Final = frozenset(
    {"fio", "person_id", "surname", "email", "phone", "ip", "user_agent", "respondent"}
)
_EMAIL: Final = re.compile(r"[\w.+-]+@[\w-]+\.\w")
# Who prepared a survey is no respondent.
_NOT_RESPONDENTS: Final = frozenset(
    {"signer", "curator", "responsible", "prepared_by", "addressee", "executor", "controller"}
)


def check_bank(facts: Facts) -> Findings:
    """V03: nobody enters a bank without a consent that is valid on that day."""
    consents, withdrawals = _index(facts, PD_CONSENT), _index(facts, WITHDRAWAL)
    for place, row in enumerate(read_items(facts.subject.data, "rows")):
        person = read_person(read_object(row, "person"))
        day = read_date(row, "entered_on") or facts.subject.doc_date
        if person is None:
            continue
        spans = list(_spans(row, consents.find(person)))
        ends = [read_date(one.data, "received_on") for one in withdrawals.find(person)]
        if not any(_holds(span, ends, day) for span in spans):
            message = (
                f"Строка № {place + 1}: на день записи нет действующего согласия на обработку "
                "персональных данных. Получите согласие или исправьте дату записи."
            )
            yield error("V03", message, f"#/data/rows/{place}")


def _index(facts: Facts, kind: str) -> PersonIndex[PackDocument]:
    index: PersonIndex[PackDocument] = PersonIndex()
    for document in facts.pack.of(kind):
        subject = read_person(read_object(document.data, "subject"))
        if subject is not None and read_text(document.data, "scope") != "distribution":
            index.add(subject, document)
    return index


def _spans(row: Data, registered: list[PackDocument]) -> Iterator[tuple[date, date]]:
    """From when to when each consent holds; one only stated in the row has no known end."""
    reference = read_object(row, "pd_consent")
    stated = read_date(reference, "date") or read_date(row, "consent_date")
    number = normal_number(read_text(reference, "number"))
    known = False
    for document in registered:
        yield document.doc_date, read_date(document.data, "valid_until") or date.max
        known = known or number == normal_number(document.number) or stated == document.doc_date
    if stated is not None and not known:
        yield stated, date.max


def _holds(span: tuple[date, date], withdrawn: list[date | None], day: date) -> bool:
    since, until = span
    is_withdrawn = any(end is not None and since <= end <= day for end in withdrawn)
    return since <= day <= until and not is_withdrawn


def check_minor(facts: Facts) -> Findings:
    """V10: a minor has a representative (ст. 26, 28 ГК, ст. 64 СК)."""
    document = facts.subject
    if read_object(document.data, "representative"):
        return
    person = read_person(read_object(document.data, _subject_key(document)))
    if _looks_minor(document.data) or (person is not None and _is_represented(facts, person)):
        message = (
            "Согласие несовершеннолетнего без законного представителя. Укажите представителя: "
            "он подписывает согласие вместе с ребёнком или за него."
        )
        yield error("V10", message, "#/data/representative")


def _subject_key(document: PackDocument) -> str:
    return "mentee" if document.kind == MENTEE_CONSENT else "subject"


def _looks_minor(data: Data) -> bool:
    # Under 14 there is no passport; the age itself is not kept (5.3 of the minimisation rule).
    has_no_passport = read_text(read_object(data, "subject_id"), "type") == "birth_certificate"
    return has_no_passport or data.get("is_minor_on_signing") is True


def _is_represented(facts: Facts, person: Person) -> bool:
    """Whether another document of the person names a representative."""
    for document in facts.pack.of(PD_CONSENT, PD_DISTRIBUTION, MENTEE_CONSENT):
        if not read_object(document.data, "representative"):
            continue
        other = read_person(read_object(document.data, _subject_key(document)))
        if other is not None and person.is_same(other):
            return True
    return False


def check_minimal(facts: Facts) -> Findings:
    """V12: banks and registries hold no papers, birth dates, addresses or health."""
    for key in facts.subject.data:
        rows = read_items(facts.subject.data, key)
        for pointer, value in walk(rows, f"#/data/{key}"):
            name = pointer.rpartition("/")[2]
            if name in _FORBIDDEN or (isinstance(value, str) and _FORBIDDEN_TEXT.search(value)):
                message = (
                    "В реестре не хранят паспорт, СНИЛС, дату рождения, адрес, телефон "
                    "и сведения о здоровье. Удалите это поле."
                )
                yield error("V12", message, pointer)


def check_anonymous(facts: Facts) -> Findings:
    """V17: an anonymous survey names nobody."""
    data = facts.subject.data
    if data.get("anonymous") is not True:
        return
    asked = {key: value for key, value in data.items() if key not in _NOT_RESPONDENTS}
    for pointer, value in walk(asked, "#/data"):
        name = pointer.rpartition("/")[2]
        if name in _IDENTIFYING or (isinstance(value, str) and _EMAIL.search(value)):
            message = (
                "Анкета анонимная, а здесь указано, кто отвечал. Удалите эти сведения "
                "или снимите отметку «анонимная»."
            )
            yield error("V17", message, pointer)


def check_withdrawal(facts: Facts) -> Findings:
    """V18: what a consent allowed is destroyed within thirty days, with an act."""
    document = facts.subject
    received_on = read_date(document.data, "received_on") or document.doc_date
    due = read_date(document.data, "destroy_due")
    if due is None:
        message = "Укажите срок уничтожения данных: не позже 30 дней со дня поступления отзыва."
        yield error("V18", message, "#/data/destroy_due")
    elif not received_on <= due <= received_on + timedelta(days=_DESTROY_DAYS):
        message = (
            "Срок уничтожения должен быть не раньше поступления отзыва и не позже 30 дней "
            "после него (ч. 5 ст. 21 152-ФЗ). Исправьте срок."
        )
        yield error("V18", message, "#/data/destroy_due")
    elif read_text(document.data, "scope") != "distribution":  # that only ends, nothing goes
        yield from _check_destroyed(facts, received_on, due)


def _check_destroyed(facts: Facts, received_on: date, due: date) -> Findings:
    acts = [act for act in facts.pack.of(DESTRUCTION) if _is_about(act, facts.subject, received_on)]
    if not acts and facts.today is not None:
        yield from _remind(due, facts.today)
    days = [read_date(act.data, "destroyed_on") or act.doc_date for act in acts]
    if days and min(days) > due:
        message = "Данные уничтожены позже срока. Поясните, почему так вышло."
        yield warning("V18", message, "#/data/destroy_due")


def _remind(due: date, today: date) -> Findings:
    if today > due:
        message = (
            "Срок уничтожения данных прошёл, а акта об уничтожении нет. "
            "Уничтожьте данные и зарегистрируйте акт."
        )
        yield error("V18", message, "#/data/destroy_due")
    else:
        message = f"До {due:%d.%m.%Y} уничтожьте данные и зарегистрируйте акт об уничтожении."
        yield Finding("V18", Severity.NOTE, message, "#/data/destroy_due")


def _is_about(act: PackDocument, withdrawal: PackDocument, received_on: date) -> bool:
    """Whether an act tells of the data that a withdrawal was about: by the paper, by the person."""
    reference = read_object(act.data, "withdrawal")
    number = normal_number(read_text(reference, "number"))
    if number and withdrawal.number:
        cited = (number, read_date(reference, "date"))
        return cited == (normal_number(withdrawal.number), withdrawal.doc_date)
    subject = read_person(read_object(withdrawal.data, "subject"))
    people = read_people(act.data, "subjects")
    is_same = subject is None or any(subject.is_same(one) for one in people)
    return is_same and act.doc_date >= received_on


def check_destruction(facts: Facts) -> Findings:
    """V18: an act tells of what is done, and of a withdrawal that is there."""
    act = facts.subject
    destroyed_on = read_date(act.data, "destroyed_on")
    if destroyed_on is not None and destroyed_on > act.doc_date:
        message = (
            "Акт составлен раньше, чем уничтожены данные. Исправьте дату акта или уничтожения."
        )
        yield error("V18", message, "#/data/destroyed_on")
    reference = read_object(act.data, "withdrawal")
    withdrawn_on = read_date(reference, "date")
    if withdrawn_on is None:
        return
    if destroyed_on is not None and destroyed_on < withdrawn_on:
        message = "Данные уничтожены раньше, чем отозвано согласие. Проверьте даты."
        yield error("V18", message, "#/data/destroyed_on")
    number = normal_number(read_text(reference, "number"))
    known = facts.pack.of(WITHDRAWAL)
    if known and not any(
        (normal_number(one.number), one.doc_date) == (number, withdrawn_on) for one in known
    ):
        message = "Отзыва с такими номером и датой в журнале нет. Проверьте их по журналу."
        yield warning("V18", message, "#/data/withdrawal")
