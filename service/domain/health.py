"""How the parts of an installation are, in words for an administrator."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Tone(StrEnum):
    """How a part is: works, needs a look, does not work, is not known, is not set up."""

    GOOD = "good"
    BUSY = "busy"
    BAD = "bad"
    OFF = "off"
    UNSET = "unset"


@dataclass(frozen=True)
class Part:
    """One part: how it is, in a word and a sentence, and which version it is of."""

    name: str
    tone: Tone
    words: str
    version: str = ""


@dataclass(frozen=True)
class QueueState:
    """What the queue server says: its version and, by queue, how many processes listen."""

    version: str
    workers: Mapping[str, int]


@dataclass(frozen=True)
class ProcessReport:
    """What a process said of itself last, and when."""

    detail: Mapping[str, str]
    at: datetime
