"""Files that a command writes."""

import os
from pathlib import Path
from typing import Any

import click
from typing_extensions import override


class OutputFile(click.Path):
    """A file to write; its folder must be there before any work is done."""

    def __init__(self) -> None:
        super().__init__(dir_okay=False, path_type=Path)

    @override
    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        path = Path(os.fsdecode(super().convert(value, param, ctx)))
        if not path.absolute().parent.is_dir():
            self.fail(f"нет папки {path.parent}.", param, ctx)
        return path
