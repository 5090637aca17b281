"""A new school, from the invitation to four orders signed and archived, in a Grif that really runs.

With scripts and without them: what is on the screen leads through the same steps.
"""

import re
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, expect

from service.domain.access import Role
from service.domain.accounts import Tenant
from service.domain.ids import MunicipalityId
from service.operations.accounts import NewUser
from tests.browser.screen import Person, Screen
from tests.doors import PASSWORD
from tests.e2e.installation import Installation, install
from tests.mail import Mailbox, run_mail_server

pytestmark = [
    pytest.mark.browser,
    pytest.mark.libreoffice,
    pytest.mark.redis,
    pytest.mark.xdist_group("browser"),
]

PATIENCE_MS = 120_000
"""For a document to be printed, signed and archived on a busy computer."""

TODAY = datetime.now(ZoneInfo("Asia/Yekaterinburg")).date()
_OWN_DATE = re.compile("^Дата (приказа|согласия) необязательно")
DAY, LAST_DAY = TODAY.isoformat(), (TODAY + timedelta(days=60)).isoformat()
PERIOD = {"Начало": DAY, "Окончание": LAST_DAY}
REGULATION = "Приказ об утверждении Положения о системе наставничества"
HEAD = Person("Мельник", "Ольга", "Сергеевна", "женский", "директор")
CURATOR = Person("Скляр", "Лев", "Кузьмич", "мужской", "заместитель директора")
MENTOR = Person("Королёва", "Любовь", "Фоминична", "женский", "учитель математики")
MENTEE = Person("Смирнов", "Артём", "Маратович", "мужской", "учитель физики")
EMAIL = "melnik@school.example"
LATER = "ключом организации, когда подтвердят на странице «На подпись»"


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def grif(tmp_path: Path, mailbox: Mailbox) -> Iterator[Installation]:
    with (
        run_mail_server(mailbox) as port,
        install(tmp_path, smtp_host="127.0.0.1", smtp_port=port, smtp_security="none") as running,
    ):
        yield running


@pytest.fixture(params=[True, False], ids=["with-scripts", "without-scripts"])
def screen(
    request: pytest.FixtureRequest, chromium: Browser, grif: Installation
) -> Iterator[Screen]:
    context = chromium.new_context(
        base_url=f"http://{grif.settings.bind}",
        locale="ru-RU",
        java_script_enabled=request.param,
    )
    context.set_default_timeout(30_000)
    yield Screen(context.new_page())
    context.close()


def _invite_the_head(grif: Installation, screen: Screen) -> None:
    """An administrator of the municipality says who signs for the school, and writes to her."""
    everywhere = Tenant(municipality_id=MunicipalityId("m-01"))
    admin = NewUser("admin", PASSWORD, "Ким Анна", frozenset({Role.ADMINISTRATOR}), everywhere)
    grif.services.accounts.add_user(admin)
    screen.sign_in("admin", PASSWORD)
    screen.follow("Организации")
    screen.page.get_by_role("link", name="Образцовская").first.click()
    screen.follow("Подписывающие и ключи")
    screen.follow("Записать подписывающего")
    screen.fill({"Фамилия, имя, отчество": HEAD.full_name, "Должность": HEAD.position})
    screen.fill({"Основание": "устав", "Первый день": DAY})
    screen.part("Пол").get_by_label(HEAD.gender).check()
    screen.press("Записать")
    screen.follow("Пользователи")
    screen.follow("Пригласить")
    screen.fill({"Фамилия, имя, отчество": HEAD.full_name, "Почта": EMAIL})
    screen.page.get_by_label("Где").select_option(label="МКОУ «Образцовская СОШ № 1»")
    screen.part("Роли").get_by_label("Руководитель", exact=True).check()
    screen.press("Отправить приглашение")
    screen.press("Выйти")


def _read_link(mailbox: Mailbox) -> str:
    until = time.monotonic() + PATIENCE_MS / 1000
    while not mailbox.messages and time.monotonic() < until:
        time.sleep(0.1)
    (letter,) = mailbox.messages
    assert mailbox.recipients == [EMAIL]
    found = re.search(r"http://\S+/invitation/\S+", letter.get_content())
    assert found, letter.get_content()
    return found[0]


def _accept(screen: Screen, link: str) -> None:
    screen.page.goto(link)
    screen.expect_heading("Здравствуйте!")
    screen.fill({"Придумайте пароль": PASSWORD})
    screen.press("Войти в Гриф")
    screen.expect_heading("Что сделать")


def _begin_next(screen: Screen, point: str) -> None:
    """Follow the task that the first page shows as the next one."""
    screen.follow("Что сделать")
    following = screen.page.get_by_role("listitem").filter(has_text="Следующее")
    expect(following).to_contain_text(point, timeout=PATIENCE_MS)
    following.get_by_role("link").click()


def _begin(screen: Screen, point: str) -> None:
    screen.follow("Что сделать")
    screen.page.get_by_role("link", name=re.compile(f"^Создать: {re.escape(point)}$")).click()


def _register(screen: Screen) -> str:
    """Send the form; returns the number that the document got.

    All on one day, which is typed: midnight may pass between two documents.
    """
    screen.page.get_by_label(_OWN_DATE).fill(DAY)
    screen.press("Зарегистрировать")
    said = screen.page.get_by_text(re.compile(r"^№.+ от \d")).first
    expect(said).to_be_visible(timeout=PATIENCE_MS)
    number = re.match(r"№\s(\S+) от", said.inner_text())
    assert number, said.inner_text()
    return number[1]


def _await_archive(screen: Screen) -> None:
    expect(screen.page.get_by_role("link", name="Скачать PDF")).to_be_visible(timeout=PATIENCE_MS)
    expect(screen.page.get_by_text("В архиве").first).to_be_visible()


def _sign_later(screen: Screen) -> None:
    screen.page.get_by_label(LATER).check()


def _make_the_regulation(screen: Screen) -> str:
    year = re.search(r"\d{4}/\d{4}", screen.page.get_by_role("main").inner_text())
    assert year
    _begin_next(screen, "Приказ об утверждении Положения")
    signer = screen.part("Кто подписывает").get_by_label("Фамилия", exact=True)
    expect(signer).to_have_value(HEAD.surname)
    screen.fill({"Учебный год": year[0]})
    council = {"Название органа в родительном падеже": "педагогического совета"}
    council["Название органа в творительном падеже"] = "педагогическим советом"
    council |= {"Номер протокола": "1", "Дата протокола": DAY}
    screen.fill(council, "Решение коллегиального органа")
    screen.fill({"Дата введения Положения в действие": DAY})
    screen.fill_person(CURATOR, "Кто знакомит работников и размещает Положение на сайте")
    screen.fill({"Срок ознакомления педагогических работников": LAST_DAY})
    deadlines = (
        "Назначение куратора", "Банки данных наставников и наставляемых",
        "Предложения о составе пар и групп", "Закрепление пар, утверждение программ",
        "Сведения для муниципальной базы", "Завершение программ", "Отчёт куратора",
    )  # fmt: skip
    screen.fill(dict.fromkeys(deadlines, LAST_DAY), "Сроки школьной дорожной карты")
    number = _register(screen)
    _await_archive(screen)
    return number


def _make_the_curator(screen: Screen, regulation: str) -> None:
    """The consent comes first: the page says so, and so does the Labour Code (ст. 60.2)."""
    _begin_next(screen, "Согласие куратора")
    screen.fill_person(CURATOR, "Куратор")
    screen.fill(PERIOD, "На какой срок")
    work = screen.part("Содержание и объём работы").get_by_role("textbox")
    work.fill("вести банк данных наставников и наставляемых")
    _register(screen)
    _await_archive(screen)

    _begin_next(screen, "Приказ о кураторе")
    screen.fill({"Дата": DAY, "Номер": regulation}, REGULATION)
    screen.fill({"Дата письменного согласия работника": DAY})
    screen.fill_person(CURATOR, "Куратор")
    screen.fill(PERIOD, "На какой срок")
    screen.press("Добавить типовые в список «Обязанности куратора»")
    duties = screen.part("Обязанности куратора").get_by_role("textbox")
    expect(duties.last).to_have_value(re.compile("^представить руководителю отчёт"))
    _register(screen)
    _await_archive(screen)


def _list_people(screen: Screen) -> None:
    rows = [
        f"{one.full_name};{one.position};{part}"
        for one, part in ((CURATOR, ""), (MENTOR, "наставник"), (MENTEE, "наставляемый"))
    ]
    table = "\n".join(["ФИО;Должность;Роль", *rows]).encode()
    screen.follow("Люди")
    screen.follow("Загрузить из таблицы")
    screen.page.get_by_label("Таблица").set_input_files(
        {"name": "люди.csv", "mimeType": "text/csv", "buffer": table}
    )
    screen.press("Загрузить")
    screen.press("Загрузить людей")
    expect(screen.page.get_by_role("status")).to_contain_text("Добавлено людей: 3")


def _make_the_pairs(screen: Screen, regulation: str) -> str:
    _begin(screen, "Приказ о закреплении пар (групп)")
    pairs = "Пары и группы"
    screen.fill({"Дата": DAY, "Номер": regulation}, REGULATION)
    screen.pick_person(MENTOR, pairs, "Наставники")
    screen.pick_person(MENTEE, pairs, "Наставляемые")
    screen.pick_person(CURATOR, "Куратор")
    screen.part(pairs).get_by_label("пара", exact=True).check()
    screen.part(pairs).get_by_label("педагог – педагог", exact=True).check()
    screen.part(pairs, "Виды наставничества").get_by_label("традиционное").check()
    screen.fill(PERIOD, pairs, "Срок")
    # Without these two the rules of the pack refuse the order (ст. 60.2 and 351.8 ТК РФ).
    screen.part(pairs).get_by_text("Необязательные сведения").last.click()
    screen.fill({"Дата согласия наставника необязательно": DAY}, pairs)
    supplement = screen.unfold("Дополнительное соглашение к трудовому договору наставника")
    supplement.get_by_label("Дата").fill(DAY)
    supplement.get_by_label("Номер").fill("7")
    screen.fill({"Срок представления программ куратору": DAY})
    screen.part("Выплаты наставникам").get_by_label("не упоминать").check()
    _sign_later(screen)
    return _register(screen)


def _make_the_programmes(screen: Screen, regulation: str, pairs: str) -> None:
    _begin(screen, "Приказ об утверждении программ")
    programmes = "Программы"
    screen.fill({"Дата": DAY, "Номер": regulation}, REGULATION)
    screen.fill({"Дата": DAY, "Номер": pairs}, "Приказ о закреплении пар (групп)")
    screen.pick_person(MENTOR, programmes, "Наставник")
    screen.pick_person(MENTEE, programmes, "Наставляемые")
    screen.pick_person(CURATOR, "Куратор")
    screen.fill({"Наименование": "Персонализированная программа наставничества"}, programmes)
    screen.fill(PERIOD, programmes, "Срок реализации")
    screen.fill({"Дата согласования с наставляемыми": DAY}, programmes)
    screen.fill({"Срок представления отчётов": LAST_DAY})
    _sign_later(screen)
    _register(screen)


def _sign_both(screen: Screen) -> None:
    """On the day of signing, with the password, when both are ready."""
    screen.follow("Что сделать")
    ready = screen.page.get_by_role("table").get_by_text("Ждёт подписи")
    until = time.monotonic() + PATIENCE_MS / 1000
    while ready.count() < 2 and time.monotonic() < until:
        time.sleep(0.5)
        screen.page.reload()
    screen.follow("На подпись")
    expect(screen.page.get_by_role("checkbox", checked=True)).to_have_count(2)
    screen.fill({"Ваш пароль": PASSWORD})
    screen.press("Подписать отмеченные")
    expect(screen.page.get_by_text("Подписано 2 из 2")).to_be_visible(timeout=PATIENCE_MS)


def _take_the_order(screen: Screen, title: str) -> Path:
    screen.follow("Документы")
    screen.page.get_by_role("row").filter(has_text=title).get_by_role("link").first.click()
    _await_archive(screen)
    return screen.download("Скачать PDF")


def _check_as_a_parent(screen: Screen, file: Path) -> None:
    screen.press("Выйти")
    screen.follow("Проверить подпись документа")
    screen.page.get_by_label("Документ", exact=True).set_input_files(file)
    screen.press("Проверить")
    answer = screen.page.get_by_role("status")
    expect(answer).to_contain_text("Подпись действительна", timeout=PATIENCE_MS)
    expect(screen.page.get_by_role("heading", name=HEAD.full_name)).to_be_visible()


def test_a_new_school_gets_its_four_orders_signed_and_archived(
    grif: Installation, screen: Screen, mailbox: Mailbox
) -> None:
    _invite_the_head(grif, screen)
    _accept(screen, _read_link(mailbox))
    regulation = _make_the_regulation(screen)
    _make_the_curator(screen, regulation)
    _list_people(screen)
    pairs = _make_the_pairs(screen, regulation)
    _make_the_programmes(screen, regulation, pairs)
    _sign_both(screen)
    files = [
        _take_the_order(screen, f"Приказ о{rest}")
        for rest in ("б утверждении П", " возложении", " закреплении", "б утверждении перс")
    ]
    screen.follow("Что сделать")
    expect(screen.page.get_by_text(re.compile("Готово 5 из"))).to_be_visible()
    _check_as_a_parent(screen, files[-1])
