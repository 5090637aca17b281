"""Why a docx is refused: stable reasons and what they say to people."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from doc_templates.errors import UnsafeTemplateError


class Reason(StrEnum):
    """Why a docx is refused; the values are stable."""

    EMPTY = "empty"
    NOT_DOCX = "not_docx"
    TOO_LARGE = "too_large"
    BROKEN_ZIP = "broken_zip"
    ENCRYPTED = "encrypted"
    TOO_MANY_PARTS = "too_many_parts"
    UNPACKED_TOO_LARGE = "unpacked_too_large"
    PACKED_TOO_TIGHTLY = "packed_too_tightly"
    DUPLICATE_PART = "duplicate_part"
    PART_NAME = "part_name"
    UNEXPECTED_PART = "unexpected_part"
    XML_ENCODING = "xml_encoding"
    DOCTYPE = "doctype"
    BROKEN_XML = "broken_xml"
    TOO_MANY_ELEMENTS = "too_many_elements"
    MACRO = "macro"
    OLE_OBJECT = "ole_object"
    ACTIVEX = "activex"
    ALT_CHUNK = "alt_chunk"
    ATTACHED_TEMPLATE = "attached_template"
    MAIL_MERGE = "mail_merge"
    EXTERNAL_LINK = "external_link"
    FORBIDDEN_FIELD = "forbidden_field"
    TAG_IN_FIELD = "tag_in_field"


MESSAGES: Final[Mapping[Reason, str]] = {
    Reason.EMPTY: "Файл пустой. Загрузите документ Word (.docx).",
    Reason.NOT_DOCX: "Это не документ Word (.docx). Сохраните его в Word как .docx.",
    Reason.TOO_LARGE: "Файл слишком большой. Загрузите файл до 20 МБ.",
    Reason.BROKEN_ZIP: "Файл повреждён. Сохраните документ заново и загрузите ещё раз.",
    Reason.ENCRYPTED: "Файл защищён паролем. Снимите пароль.",
    Reason.TOO_MANY_PARTS: "В файле слишком много частей. Сохраните документ заново в Word.",
    Reason.UNPACKED_TOO_LARGE: "Содержимое файла слишком большое. Уменьшите рисунки.",
    Reason.PACKED_TOO_TIGHTLY: "Файл сжат слишком сильно. Сохраните документ заново в Word.",
    Reason.DUPLICATE_PART: "В файле две части с одним именем. Сохраните документ заново в Word.",
    Reason.PART_NAME: "В файле часть с недопустимым именем. Сохраните документ заново в Word.",
    Reason.UNEXPECTED_PART: "В файле посторонняя часть. Удалите из документа вложения.",
    Reason.XML_ENCODING: "Файл записан не в UTF-8. Сохраните документ заново в Word.",
    Reason.DOCTYPE: "В файле объявление DOCTYPE. Сохраните документ заново в Word.",
    Reason.BROKEN_XML: "Файл повреждён внутри. Сохраните документ заново в Word.",
    Reason.TOO_MANY_ELEMENTS: "Документ слишком сложный. Разделите его на части.",
    Reason.MACRO: "В файле макросы. Сохраните документ как .docx без макросов.",
    Reason.OLE_OBJECT: "В файле вложенный объект (OLE). Замените его рисунком или таблицей.",
    Reason.ACTIVEX: "В файле элемент управления ActiveX. Удалите его.",
    Reason.ALT_CHUNK: "В файл вложен другой документ. Вставьте его содержимое как текст.",
    Reason.ATTACHED_TEMPLATE: "К файлу присоединён шаблон Word. Отсоедините его.",
    Reason.MAIL_MERGE: "Файл связан с источником данных для слияния. Отключите слияние.",
    Reason.EXTERNAL_LINK: "Файл ссылается на внешние данные. Оставьте ссылки http и mailto.",
    Reason.FORBIDDEN_FIELD: "В файле поле Word, которое не допускается. Замените его текстом.",
    Reason.TAG_IN_FIELD: "Метка шаблона стоит внутри поля Word. Вынесите её в обычный текст.",
}


def refusal(reason: Reason, part: str = "") -> UnsafeTemplateError:
    """The error for a reason; ``part`` is the name of the part to blame."""
    shown = "".join(letter if letter.isprintable() else "?" for letter in part[:100])
    return UnsafeTemplateError(reason.value, MESSAGES[reason], part=shown)
