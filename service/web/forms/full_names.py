"""A person's full name, put together from its parts when they alone were typed."""

from service.web.forms.state import FormState

_SURNAME, _FULL_NAME = ".surname", ".fio.nom"
_PARTS = ("surname", "given_name", "patronymic")


def complete_full_names(state: FormState) -> FormState:
    """The form in which nobody types the same name twice; a full name that was typed stays."""
    groups = [box.removesuffix(_SURNAME) for box in state.boxes if box.endswith(_SURNAME)]
    missing = {
        group + _FULL_NAME: [_full_name(state, group)]
        for group in groups
        if state.is_blank(group + _FULL_NAME) and not state.is_blank(f"{group}.given_name")
    }
    return FormState({**state.boxes, **missing})


def _full_name(state: FormState, group: str) -> str:
    parts = (state.text(f"{group}.{part}").strip() for part in _PARTS)
    return " ".join(part for part in parts if part)
