"""Places in a list that was sorted by (time, id), as opaque text for addresses."""

import base64
import binascii
import json
import re

from service.domain.ids import is_safe_id
from service.http.refusals import RequestError

_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}\+00:00")
Place = tuple[str, str]


def write_cursor(place: Place) -> str:
    """The place after which the next page begins."""
    return base64.urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")


def read_cursor(text: str) -> Place:
    """The place that `write_cursor` wrote. Raises RequestError `invalid_cursor`."""
    padded = text + "=" * (-len(text) % 4)
    try:
        decoded = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (ValueError, binascii.Error, RecursionError) as error:
        raise _refused() from error
    match decoded:
        case [str(moment), str(key)] if _MOMENT.fullmatch(moment) and is_safe_id(key):
            return moment, key
        case _:
            raise _refused()


def _refused() -> RequestError:
    return RequestError("Неверный cursor: начните список сначала.", code="invalid_cursor")
