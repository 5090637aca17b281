from jinja2 import Template

from doc_templates.authoring.numbering import Numbering


def test_points_are_numbered_one_after_another() -> None:
    numbering = Numbering()

    assert [numbering.next() for _ in range(3)] == ["1", "2", "3"]


def test_a_point_after_an_optional_one_closes_the_gap() -> None:
    numbering = Numbering()
    numbering.next()
    optional = numbering.next("payment is defined")
    last = Template(numbering.next())

    assert optional == "2"
    assert last.render(payment=1) == "3"
    assert last.render() == "2"
