from dataclasses import replace

from service.database.database import SqlDatabase
from service.domain.name_forms import NameForms, NameKey
from tests.factories import OTHER_SCHOOL, SCHOOL
from tests.fakes import MONDAY

KEY = NameKey("person", "Кравец Иван Ильич", "m")
FORMS = {case: f"Кравца ({case})" for case in ("gen", "dat", "acc", "ins", "prep")}
CONFIRMED = NameForms(SCHOOL, KEY, FORMS, "user:1", MONDAY)


def test_confirmed_forms_are_found_by_organisation_sort_gender_and_name(
    database: SqlDatabase,
) -> None:
    with database.transaction() as tx:
        tx.name_forms.put(CONFIRMED)
    with database.snapshot() as tx:
        assert tx.name_forms.find(SCHOOL, [KEY]) == {KEY: CONFIRMED}
        assert tx.name_forms.find(OTHER_SCHOOL, [KEY]) == {}
        for other in (
            replace(KEY, gender="f"),
            replace(KEY, what="position"),
            replace(KEY, nominative="Кравец Иван"),
        ):
            assert tx.name_forms.find(SCHOOL, [other]) == {}


def test_confirming_again_replaces(database: SqlDatabase) -> None:
    newer = replace(CONFIRMED, forms={**FORMS, "ins": "Кравецом"}, confirmed_by="user:2")
    with database.transaction() as tx:
        tx.name_forms.put(CONFIRMED)
        tx.name_forms.put(newer)
        assert tx.name_forms.list_of(SCHOOL) == [newer]


def test_more_names_than_one_question_can_carry_are_found(database: SqlDatabase) -> None:
    many = [replace(CONFIRMED, key=replace(KEY, nominative=f"Имя {n}")) for n in range(1201)]
    with database.transaction() as tx:
        for forms in many:
            tx.name_forms.put(forms)
        assert len(tx.name_forms.find(SCHOOL, [forms.key for forms in many])) == 1201
