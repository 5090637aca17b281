"""What both sides of the comparison of signatures share: the options, the loop, the answer."""

import argparse
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

FIELD, BOOKMARK = "Head", "signature_head"
MARK_FONT = "/usr/share/fonts/truetype/liberation/LiberationSans-Regular.ttf"


@dataclass(frozen=True)
class Materials:
    """A PDF to sign, a folder of keys for each kind of key, and a time stamp authority."""

    pdf: bytes
    keys: Path
    tsa: str
    count: int

    def get_container(self, kind: str) -> tuple[Path, Path]:
        """Return the container with the head's key of this kind, and its passphrase's file."""
        folder = self.keys / kind / "keys"
        return folder / "head.p12", folder / "head.pass"


Case = Callable[[], bytes]


def run_side(open_cases: Callable[[Materials], Mapping[str, Case]]) -> None:
    """Make every signature `count` times and once more; print CPU seconds of this process each.

    The first one of a case draws its mark and opens its font, as in a worker just started.
    """
    parser = argparse.ArgumentParser()
    parser.add_argument("--pdf", type=Path, required=True)
    parser.add_argument("--keys", type=Path, required=True)
    parser.add_argument("--tsa", required=True)
    parser.add_argument("--count", type=int, required=True)
    options = parser.parse_args()
    materials = Materials(options.pdf.read_bytes(), options.keys, options.tsa, options.count)
    cases = open_cases(materials)
    spent = {name: [_time(case) for _ in range(options.count + 1)] for name, case in cases.items()}
    print(json.dumps(spent))


def _time(case: Case) -> float:
    began = time.process_time()
    case()
    return time.process_time() - began
