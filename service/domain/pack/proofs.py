"""Rules about signatures, cited acts and finished files: V11, V19, V20."""

import re
from typing import Final

from service.domain.pack.facts import Facts, Findings, SignatureFacts, error, warning
from service.domain.reading import Person, normal_name, read_object, read_person

# The certificate of an organisation may name no person at all, only «МКОУ «Школа № 1»».
_PERSON: Final = re.compile(r"[\w-]+(?:\s+[\w-]+){1,3}")
_STRENGTH: Final = {"pep": 0, "unep": 1, "ukep": 2}


def check_signatures(facts: Facts) -> Findings:
    """V11: the certificate was valid, names the signer, and is as strong as is required."""
    signer = read_person(read_object(facts.subject.data, "signer"))
    for signature in facts.signatures:
        if not signature.valid_from <= signature.signed_at <= signature.valid_to:
            message = (
                "Сертификат в момент подписания не действовал. Подпишите документ заново "
                "действующим сертификатом."
            )
            yield error("V11", message)
        if signer is not None and _is_of_another(signature, signer):
            message = (
                "Сертификат выдан не тому, кто назван подписавшим. Проверьте, чьим ключом "
                "подписан документ."
            )
            yield error("V11", message, "#/data/signer")
        if _is_weak(signature):
            message = (
                "Этот документ подписывают усиленной квалифицированной подписью "
                "(ст. 22.3 ТК РФ). Подпишите его заново."
            )
            yield error("V11", message)


def _is_of_another(signature: SignatureFacts, signer: Person) -> bool:
    is_person = names_person(signature.holder)
    return signature.is_signers and is_person and signer.name != normal_name(signature.holder)


def names_person(holder: str) -> bool:
    """Whether the holder of a certificate is a person and not an organisation."""
    return _PERSON.fullmatch(holder.strip()) is not None


def _is_weak(signature: SignatureFacts) -> bool:
    return _STRENGTH.get(signature.kind, 0) < _STRENGTH.get(signature.required, 0)


def check_acts(facts: Facts) -> Findings:
    """V19: the document cites acts that are in force on its date."""
    day = facts.subject.doc_date
    for act in facts.acts:
        name = act.name if act.number in act.name else f"{act.name} № {act.number}"
        if day < act.valid_from:
            message = f"{name}: на дату документа ещё не действует."
        elif act.valid_to is not None and day > act.valid_to:
            message = f"{name}: на дату документа уже не действует."
        else:
            continue
        yield warning("V19", f"{message} Обновите шаблон или проверьте дату.")


def check_file(facts: Facts) -> Findings:
    """V20: the file is PDF/A, holds its fonts, and the mark covers no text."""
    if facts.file is None:
        return
    if not facts.file.pdfa_ok:
        yield error("V20", "Файл не соответствует PDF/A. Сформируйте документ заново.")
    if not facts.file.fonts_embedded:
        yield error("V20", "Шрифт не встроен в файл. Сформируйте документ заново.")
    if facts.file.mark_overlaps:
        yield error("V20", "Отметка о подписи закрывает текст. Освободите место под отметку.")
