from service.web.words import hold


def test_an_abbreviation_stays_in_one_line_and_nothing_else_changes() -> None:
    held = hold("МКОУ «Примеровская НШ-ДС», <b> по-русски")
    assert held == ('МКОУ «Примеровская <span class="held">НШ-ДС</span>», &lt;b&gt; по-русски')


def test_a_number_stays_with_its_sign() -> None:
    assert hold("СОШ № 12»") == 'СОШ <span class="held">№ 12</span>»'
