"""A form as it stands on a page: what a browser without scripts would send."""

from html.parser import HTMLParser

from typing_extensions import override
from werkzeug.test import TestResponse

Boxes = dict[str, list[str]]
_Attributes = list[tuple[str, str | None]]


def read_form(page: TestResponse, form_id: str) -> Boxes:
    """The boxes of the form with this id, with what stands in them."""
    reader = _Reader(form_id)
    reader.feed(page.text)
    assert reader.boxes, f"no form {form_id} on the page"
    return reader.boxes


class _Reader(HTMLParser):
    def __init__(self, form_id: str) -> None:
        super().__init__()
        self.boxes: Boxes = {}
        self._form_id, self._is_inside = form_id, False
        self._area, self._select, self._text = "", "", ""

    @override
    def handle_starttag(self, tag: str, attrs: _Attributes) -> None:
        known = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._is_inside = known.get("id") == self._form_id
        elif self._is_inside and tag == "input":
            self._input(known)
        elif self._is_inside and tag == "textarea":
            self._area, self._text = known["name"], ""
        elif self._is_inside and tag == "select":
            self._select = known["name"]
        elif tag == "option" and self._select and "selected" in known:
            self.boxes[self._select] = [known["value"]]

    @override
    def handle_data(self, data: str) -> None:
        self._text += data

    @override
    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._area:
            self.boxes[self._area] = [self._text.removeprefix("\n")]
            self._area = ""
        elif tag == "select":
            self._select = ""
        elif tag == "form":
            self._is_inside = False

    def _input(self, known: dict[str, str]) -> None:
        is_ticked = known.get("type") not in {"checkbox", "radio"} or "checked" in known
        if is_ticked and known.get("name"):
            self.boxes.setdefault(known["name"], []).append(known.get("value", ""))
