"""Pictures of the pages people see, for the gallery: `python -m tests.page_gallery docs/gallery`.

The demo runs, a head and an officer sign in with the passwords it prints; pages that the demo does
not come to are those of `tests.scenes`. Each is taken as it stands on a wide screen and on a
telephone, in a palette of few colours: a picture is no larger than LARGEST.
"""

import argparse
import io
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PIL import Image
from playwright.sync_api import Browser, expect, sync_playwright

from doc_templates.catalogue import load_catalogue
from tests.browser.conftest import EXECUTABLE, QUIET
from tests.browser.judging import Window
from tests.browser.screen import Screen
from tests.doors import ORDER
from tests.gallery import NARROW, PAGES_FOLDER, print_all
from tests.gallery_pages import OF_SCENES
from tests.scenes.every_scene import SCENES
from tests.scenes.theatre import found_theatre, play
from tests.signing_house import PROGRAM

LARGEST: Final = 60_000
_COLOURS: Final = (64, 32, 16, 8)
"""How many, the first that makes the picture small enough."""

_WIDTH, _HEIGHT = 1280, 860
_HEIGHTS: Final[Mapping[str, int]] = {"document": 1100, "coverage": 1230, "verify": 510}
"""Where more has to be seen, or less is to see."""

_NARROW_HEIGHT: Final = 1200

_WAIT_MS: Final = 120_000
_YEAR: Final = "year=2025"
"""The school year of the demo's documents."""

_HEAD, _OFFICER = "s-01", "officer"
_LATER = "ключом организации, когда подтвердят на странице «На подпись»"
_PEOPLE = """ФИО;Должность;Роль;Почта
Белов Олег Иванович;учитель истории;наставник;belov@school.example
Гусева Нина Петровна;учитель биологии;наставляемый;guseva@school.example
Зимина Алла Юрьевна;учитель музыки;наставляемый;zimina@school.example
Королёва Любовь Фоминична;учитель русского языка и литературы;наставник;koroleva@school.example
Орехов Денис Ильич;учитель физики;наставляемый;orehov@school.example
Скляр Лев Кузьмич;заместитель директора по учебно-воспитательной работе;;sklyar@school.example
"""


@dataclass(frozen=True)
class Demo:
    """A demo that runs: where it answers, and the password to each name."""

    address: str
    passwords: Mapping[str, str]


@contextmanager
def run_demo(folder: Path) -> Iterator[Demo]:
    """Run the demo until the block ends, and read what it prints."""
    environment = {name: said for name, said in os.environ.items() if name[:5] != "GRIF_"}
    environment["GRIF_DATA_DIR"] = str(folder)
    command = [sys.executable, "-m", "service.cli", "demo"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as demo:
        try:
            assert demo.stdout is not None
            printed = "".join(iter(demo.stdout.readline, "Остановить: Ctrl+C\n"))
            address, logins = printed.rsplit("Откройте ", 1)[1].split(" ", 1)
            passwords = re.findall(r"^  (\S+) +(\S+) ", logins, re.MULTILINE)
            yield Demo(address, dict(passwords))
        finally:
            demo.terminate()


def draw_pages(demo: Demo, browser: Browser, folder: Path) -> None:
    """Take every page of OF_THE_DEMO."""
    context = browser.new_context(base_url=demo.address, locale="ru-RU")
    context.set_default_timeout(_WAIT_MS)
    screen = Screen(context.new_page())
    screen.sign_in(_HEAD, demo.passwords[_HEAD])
    _put_people_in(screen)
    for name in ("people", "documents", "archive", "templates"):
        take(screen, folder, name, f"/{name}")
    take(screen, folder, "kinds", "/documents/new")
    take(screen, folder, "pack", f"/pack?{_YEAR}")
    take(screen, folder, "consents", "/consents")
    take(screen, folder, "pairs", f"/pairs?{_YEAR}")
    take(screen, folder, "home", f"/?{_YEAR}")
    _look_at_a_form(screen)
    take(screen, folder, "form")
    _register_for_later(screen, "order_assign_pairs", "order_approve_programs")
    take(screen, folder, "signing-day", "/signing-day")
    order = _take_an_order(screen, folder)
    screen.press("Выйти")
    _verify(screen, order)
    take(screen, folder, "verify")
    screen.sign_in(_OFFICER, demo.passwords[_OFFICER])
    take(screen, folder, "coverage", f"/coverage?{_YEAR}")
    context.close()


def draw_scenes(browser: Browser, folder: Path, scratch: Path, names: Iterable[str]) -> None:
    """Play the scenes, with real papers, and take what they show in the end."""
    kinds = [load_catalogue().get_kind(code) for code in (PROGRAM, ORDER)]
    printed = {pdf.stem: pdf.read_bytes() for pdf in print_all(kinds, scratch)}
    theatre = found_theatre(scratch, lambda kind, _bookmarks: printed[kind])
    for name in names:
        page = browser.new_page(locale="ru-RU")
        with theatre.stage(name) as stage:
            Window(page).show(*play(SCENES[name], stage))
            take(Screen(page), folder, name)
            page.close()


def take(screen: Screen, folder: Path, name: str, path: str = "") -> None:
    """Put pictures of the page into the folder; of the present one without a path."""
    if path:
        screen.page.goto(path)
    sizes = {name: (_WIDTH, _HEIGHTS.get(name, _HEIGHT))}
    sizes[f"{name}-{NARROW}"] = (NARROW, _NARROW_HEIGHT)
    for target, (width, height) in sizes.items():
        screen.page.set_viewport_size({"width": width, "height": height})
        screen.page.wait_for_load_state("networkidle")
        _save(screen.page.screenshot(), folder / f"{target}.png")
    screen.page.set_viewport_size({"width": _WIDTH, "height": _HEIGHT})


def _save(picture: bytes, target: Path) -> None:
    seen = Image.open(io.BytesIO(picture)).convert("RGB")
    for colours in _COLOURS:
        few = seen.quantize(colours, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        few.save(target, optimize=True)
        if target.stat().st_size <= LARGEST:
            return
    raise ValueError(target)


def _put_people_in(screen: Screen) -> None:
    screen.page.goto("/people/import")
    screen.page.get_by_label("Таблица").set_input_files(
        {"name": "люди.csv", "mimeType": "text/csv", "buffer": _PEOPLE.encode()}
    )
    screen.press("Загрузить")
    screen.press("Загрузить людей")
    expect(screen.page.get_by_role("status")).to_contain_text("Добавлено людей: 6")


def _look_at_a_form(screen: Screen) -> None:
    screen.page.goto("/documents/new/order_assign_pairs?sample=1")
    screen.page.get_by_role("button", name="Посмотреть, как получится").first.click()
    expect(screen.page.get_by_role("img", name="Предпросмотр, страница 1 из")).to_be_visible()
    screen.page.evaluate("scrollTo(0, 0)")


def _register_for_later(screen: Screen, *kinds: str) -> None:
    for kind in kinds:
        screen.page.goto(f"/documents/new/{kind}?sample=1")
        screen.page.get_by_label(_LATER).check()
        screen.press("Зарегистрировать")
        expect(screen.page.get_by_text("Журнал", exact=True)).to_be_visible()
    until = time.monotonic() + _WAIT_MS / 1000
    screen.page.goto("/signing-day")
    while screen.page.get_by_role("checkbox").count() < len(kinds) and time.monotonic() < until:
        time.sleep(1)
        screen.page.reload()


def _take_an_order(screen: Screen, folder: Path) -> Path:
    screen.page.goto("/documents?q=145-лс")
    screen.page.get_by_role("row").get_by_role("link").first.click()
    expect(screen.page.get_by_role("img", name="Страница 1 из")).to_be_visible()
    take(screen, folder, "document")
    return screen.download("Скачать PDF")


def _verify(screen: Screen, order: Path) -> None:
    screen.page.goto("/verify")
    screen.page.get_by_label("Документ", exact=True).set_input_files(order)
    screen.press("Проверить")
    expect(screen.page.get_by_role("status")).to_contain_text("Подпись действительна")


def main() -> None:
    """Run the demo and draw."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--scene", action="append", help="this scene only, and no demo")
    options = parser.parse_args()
    folder = options.folder / PAGES_FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    scenes = options.scene or [name for named in OF_SCENES.values() for name in named]
    with ExitStack() as opened:
        scratch = Path(opened.enter_context(tempfile.TemporaryDirectory(prefix="grif-pages-")))
        playwright = opened.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=EXECUTABLE, args=QUIET)
        opened.callback(browser.close)
        draw_scenes(browser, folder, _new(scratch / "scenes"), scenes)
        if not options.scene:
            draw_pages(opened.enter_context(run_demo(scratch)), browser, folder)


def _new(folder: Path) -> Path:
    folder.mkdir()
    return folder


if __name__ == "__main__":
    main()
