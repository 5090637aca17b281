"""One engine per process, whoever comes first; and it is quick."""

import itertools
import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from doc_templates.declension import engine
from doc_templates.declension.forms import Gender
from doc_templates.declension.persons import Person, decline_person_fully

ENDINGS = ["ов", "ев", "ин", "ский", "енко", "ук", "ик", "ан", "ер", "ец"]
SYLLABLES = ["ба", "ко", "ру", "не", "мо", "ли", "та", "ву", "же", "са", "до", "пи"]
NAMES = ["Иван", "Пётр", "Илья", "Лев", "Павел", "Никита", "Отто", "Юрий", "Игорь", "Фома"]
FATHERS = ["Иванович", "Ильич", "Кузьмич", "Саввич", "Юрьевич", "Львович"]
FORMS_A_SECOND = 10_000


def test_threads_that_race_for_the_first_use_share_one_engine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(engine, "_built", [])
    start = threading.Barrier(16)

    def first_use(_: int) -> tuple[int, str]:
        start.wait()
        person = Person("Груша", "Илья", "Ильич", Gender.MALE)
        return id(engine.get_engine()), decline_person_fully(person).ins.text

    with ThreadPoolExecutor(16) as pool:
        results = set(pool.map(first_use, range(16)))
    assert [text for _, text in results] == ["Грушей Ильёй Ильичом"]


def test_ten_thousand_forms_a_second_of_names_never_seen_before() -> None:
    """Every surname is new to every cache; given names and patronymics repeat, as in life."""
    engine.warm()
    stems = ["".join(stem).capitalize() for stem in itertools.product(SYLLABLES, repeat=3)]
    random.Random(7).shuffle(stems)  # noqa: S311 -- the same order every time
    speeds = []
    for batch in range(3):
        people = [
            Person(stem + ENDINGS[n % 10], NAMES[n % 10], FATHERS[n % 6], Gender.MALE)
            for n, stem in enumerate(stems[batch * 500 : batch * 500 + 500])
        ]
        begin = time.process_time()
        for person in people:
            decline_person_fully(person)
        speeds.append(6 * len(people) / (time.process_time() - begin))
    assert max(speeds) > FORMS_A_SECOND
