"""Writes docs/signatures.md from what was just measured: `python -m tests.signatures_page`.

With `--check` it measures as well, and only says whether the page still tells the truth.
"""

import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from signing.report import Verdict
from tests.attacks.containers import CONTAINER_ATTACKS, STORE_EDITS
from tests.attacks.edits import EDITS
from tests.attacks.octets import ATTACKS
from tests.attacks.shadows import SHADOWS
from tests.signature_table import EXTRACT, OPENSSL, PDFSIG, VERIFY, Row, measure
from tests.unit.signing.test_odd_certificates import CASES

PAGE = Path(__file__).parents[1] / "docs" / "signatures.md"

VERDICTS = {
    Verdict.VALID: "действительна",
    Verdict.INVALID: "недействительна",
    Verdict.INDETERMINATE: "не подтверждена",
}

_HEAD = """\
# Подписи: чем проверено

Страницу создаёт прогон: `python -m tests.signatures_page` подписывает документ каждым видом ключа
на каждом уровне и спрашивает три независимые программы. Тест повторяет прогон и сравнивает.
Скорость – в [performance.md](performance.md), команды администратора – в
[administration.md](administration.md).

## Ключи, уровни и программы

«Гриф» – `./grif verify` (цепочка, отзыв, метки времени, изменения, отметка); «OpenSSL» –
`openssl cms -verify -cades` (подпись, атрибуты CAdES, цепочка); «poppler» – `pdfsig` (подпись и
диапазон байтов). Прочерк – программа этого не умеет: почему, сказано под таблицей.

"""
_WHY = """
- **poppler и ГОСТ.** `pdfsig` проверяет через NSS, где нет ни Стрибога, ни ГОСТ Р 34.10-2012:
  отвечает «Unknown Validation Failure». Для ГОСТ второе мнение даёт OpenSSL с `gost` (Debian:
  `libengine-gost-openssl`); самому Грифу для проверки ни engine, ни OpenSSL не нужны.
- **OpenSSL и уровни.** `openssl cms -verify` проверяет саму подпись; на метки времени,
  вложенные сведения об отзыве и позднейшие изменения файла не смотрит. Уровень B-T и выше
  подтверждает только Гриф.
- **poppler и изменения.** `pdfsig` говорит «Signature is Valid» и о документе, к которому дописали
  новую версию: надо читать и строку «Total document signed». Доверять ему одному нельзя.

## Команды

Нужны подписанный `order.pdf` и папка `trust` с `root.pem` и `intermediate.pem` удостоверяющего
центра. Гриф:

```sh
./grif {verify}
```

OpenSSL. Контейнер первой подписи достаёт poppler, подписанные байты – всё, кроме места контейнера
(для ГОСТ перед этим `export OPENSSL_CONF=engine.cnf` с включённым engine `gost`):

```sh
{extract}
{openssl}
```

poppler:

```sh
{pdfsig}
```

## Проверка без сети через десять лет

Нужны только файл и корневые сертификаты, сохранённые в день подписания: положите их в папку и
укажите в `--trust`. Сеть Гриф при проверке не спрашивает никогда.

- **B-LTA** проходит: сведения об отзыве внутри файла, их накрывает архивная метка времени, её
  сертификат ещё действует. Пока документ в архиве, процесс `sign` ставит новую метку заранее,
  до конца срока прежней, поэтому срок не ограничен.
- **B-LT** держится, пока действует сертификат службы времени.
- **B-B и B-T** не проходят, как только истёк сертификат подписавшего: об истекших центры больше не
  сообщают, и отозван ли он был, не узнать. Вердикт «не подтверждена», код выхода 1.

Это проверяет `tests/unit/console/test_verification_in_ten_years.py`: часы стоят на десять лет
впереди, сеть закрыта; обновление меток – `tests/unit/signing/test_renewal.py`.

## Сертификаты, с которыми что-то не так

Каждый случай – удостоверяющий центр, сделанный тестом, и имена случаев – как там:
`tests/unit/signing/test_odd_certificates.py`.

| Случай | Что найдено | Уровень | Подпись |
| --- | --- | --- | --- |
"""
_ATTACKS = """
## Атаки

Тесты строят каждую из исправного документа на уровнях B-T, B-LT, B-LTA и на заверенном
(`tests/unit/signing/test_attacks.py`). Ни одна не принята как действительная, и ни одна не
остановила проверку. Поверх правок ставится ещё и настоящая метка времени: она не помогает.

"""
_TAIL = """
Снятая метка времени (`remove_timestamp`) – не подделка: остаётся честная подпись B-B, так она и
называется, и никакого времени не доказывает.

Там же у документов каждого уровня переворачивают по одному биту в случайных местах: в обычном
прогоне 300 раз, в длинном 5000 (`python -m pytest tests/unit/signing/test_attacks.py -k flipped`,
сколько раз – переменная окружения, названная в начале теста). Не замечен не должен быть ни один, в
том числе в месте контейнера, которое подпись не накрывает.
"""


def render(rows: Iterable[Row]) -> str:
    """Return the whole page."""
    return "".join((_HEAD, *_list_rows(rows), _explain(), *_list_cases(), *_list_attacks(), _TAIL))


def _explain() -> str:
    return _WHY.format(
        verify=" ".join(VERIFY), extract="\n".join(EXTRACT), openssl=OPENSSL, pdfsig=PDFSIG
    )


def _list_rows(rows: Iterable[Row]) -> Iterator[str]:
    yield "| Ключ | Уровень | Гриф | OpenSSL | poppler |\n| --- | --- | --- | --- | --- |\n"
    for row in rows:
        yield f"| {row.kind} | {row.level} | {row.grif} | {row.openssl} | {row.pdfsig} |\n"


def _list_cases() -> Iterator[str]:
    for case in CASES:
        verdict = VERDICTS[case.verdict]
        yield f"| {case.name} | `{case.finding}` | {case.level} | {verdict} |\n"


def _list_attacks() -> Iterator[str]:
    yield _ATTACKS
    groups: tuple[tuple[str, Iterable[Callable[..., object]]], ...] = (
        ("Новая версия поверх подписанной", (*EDITS, *STORE_EDITS)),
        ("Байты самого файла", ATTACKS),
        ("Контейнер, диапазон, каталог", CONTAINER_ATTACKS),
        ("Подготовлено до подписи, перевёрнуто после", SHADOWS),
    )
    for title, attacks in groups:
        names = [f"`{one.__name__}`" for one in attacks]
        yield f"- **{title}** ({len(names)}): {', '.join(names)}.\n"


def main() -> None:
    """Measure, and write the page or compare it."""
    with tempfile.TemporaryDirectory(prefix="grif-signatures-") as folder:
        page = render(list(measure(Path(folder))))
    if "--check" not in sys.argv:
        PAGE.write_text(page, encoding="utf-8")
    elif page != PAGE.read_text("utf-8"):
        sys.exit("docs/signatures.md: python -m tests.signatures_page")


if __name__ == "__main__":
    main()
