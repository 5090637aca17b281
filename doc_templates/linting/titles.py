"""What every code of a check means, without a word of the template in it."""

from collections.abc import Mapping
from typing import Final

from doc_templates.refusals import MESSAGES as REFUSALS
from doc_templates.refusals import Reason

TITLES: Final[Mapping[str, str]] = {
    "unknown_variable": "Неизвестное поле",
    "not_printable": "Поле нельзя напечатать целиком",
    "not_a_list": "Повтор не по списку",
    "unknown_filter": "Неизвестный фильтр",
    "forbidden_filter": "Недопустимый фильтр",
    "forbidden_call": "Недопустимый вызов или проверка",
    "forbidden_tag": "Недопустимая метка",
    "broken_tag": "Метка не читается",
    "unclosed_tag": "Метка не закрыта",
    "stray_braces": "Лишние закрывающие скобки",
    "single_brace": "Одна скобка вместо двух",
    "split_tag": "Внутри метки посторонний элемент",
    "typographic_sign": "В метке знак автозамены",
    "unclosed_block": "Условие или повтор не закончены",
    "stray_end": "Конец условия или повтора без начала",
    "block_across_cells": "Условие или повтор пересекает ячейки",
    "mixed_block": "Начало и конец условия или повтора написаны по-разному",
    "lost_text": "Текст исчезнет вместе с меткой",
    "unused_field": "Обязательное поле не напечатано",
    "missing_requisite": "Нет реквизита",
    "missing_title": "Нет названия вида документа",
    "missing_bookmark": "Нет закладки для подписи",
    "moved_bookmark": "Закладка для подписи в другом месте",
    "repeated_bookmark": "Закладка для подписи повторяется",
    "consent_inside": "Согласие на обработку персональных данных внутри другого документа",
    "font_without_cyrillic": "Шрифт без русских букв",
    "font_not_here": "Шрифта нет на сервере",
    "margin_too_narrow": "Узкое поле страницы",
    "page_size": "Лист не A4",
    "tracked_changes": "Остались исправления",
    "comments_left": "Остались примечания",
    "hidden_text": "Скрытый текст",
    "tag_not_filled": "Метка там, где ничего не заполняется",
    "trial_failed": "Пробное заполнение не удалось",
    "text_refused": "Готовый текст нарушает правило комплекта",
}


def title_of(code: str) -> str:
    """The meaning of a code; for a refused file, why it is refused."""
    if code in TITLES:
        return TITLES[code]
    return REFUSALS[Reason(code)].rstrip(".")
