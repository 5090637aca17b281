"""All scenes by their names."""

from inspect import getmembers, isfunction
from typing import Final

from tests.scenes import at_the_desk, by_address, for_anybody, of_documents
from tests.scenes.stage import Scene

SCENES: Final[dict[str, Scene]] = {
    name: scene
    for module in (for_anybody, of_documents, at_the_desk, by_address)
    for name, scene in getmembers(module, isfunction)
    if scene.__module__ == module.__name__ and name[:1] != "_"
}
