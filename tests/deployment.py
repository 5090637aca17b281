"""The files of the deployment, and the stages of its Dockerfile."""

from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
DOCKERFILE = ROOT / "deploy" / "Dockerfile"
OURS = ("web", "convert", "sign", "deliver", "tick", "migrate")
PROCESSES = ("web", "convert", "sign", "deliver", "tick")
FOREIGN = ("postgres", "valkey")


@dataclass(frozen=True)
class Target:
    """One stage of the Dockerfile with what it got from the stages it stands on."""

    parent: str
    lines: tuple[str, ...]

    def having(self, instruction: str) -> list[str]:
        prefix = f"{instruction} "
        return [line.removeprefix(prefix) for line in self.lines if line.startswith(prefix)]
