"""What a document cannot reach, with every engine."""

from collections.abc import Iterator
from pathlib import Path

import pikepdf
import psutil
import pytest

from tests.integration.libreoffice.conftest import Listener
from tests.integration.libreoffice.documents import (
    Link,
    consent,
    field,
    linked_picture,
    write_docx,
    write_picture,
)
from worker.libreoffice.conversion import EngineName
from worker.libreoffice.door import Conversion, Converter, ConverterOptions
from worker.libreoffice.engine_converter import EngineConverter
from worker.libreoffice.installation import find_installation

pytestmark = pytest.mark.libreoffice


def convert(converter: Converter, source: Path) -> Path:
    target = source.with_suffix(".pdf")
    assert converter.convert([Conversion(source, target)]) == [None]
    return target


def count_pictures(pdf: Path) -> int:
    with pikepdf.open(pdf) as document:
        return sum(len(page.get_images()) for page in document.pages)


@pytest.fixture
def own_converter(
    engine: EngineName, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[EngineConverter]:
    """A converter opened by a process with a secret in its environment."""
    monkeypatch.setenv("GRIF_SECRET", "something-of-ours")
    options = ConverterOptions(scratch=tmp_path / "scratch", engine=engine)
    converter = EngineConverter(engine, find_installation(), options)
    yield converter
    converter.close()


def processes_of(converter: EngineConverter) -> list[Path]:
    """The engine process and everything it started, as their folders in /proc."""
    root = psutil.Process(converter.pid)
    return [Path(f"/proc/{process.pid}") for process in (root, *root.children(recursive=True))]


@pytest.mark.parametrize("link", ["image", "attachedTemplate"])
def test_a_link_to_the_network_is_not_followed(
    converter: Converter, tmp_path: Path, listener: Listener, link: str
) -> None:
    target: Link = (link, f"{listener.url}/x")
    source = tmp_path / "link.docx"
    if link == "image":
        write_docx(source, consent() + linked_picture(), links=[target])
    else:
        write_docx(source, consent(), settings_links=[target])

    convert(converter, source)

    assert listener.connections == 0


@pytest.mark.parametrize(
    "instruction", ['INCLUDEPICTURE "{url}/x.png" \\d', 'INCLUDETEXT "{url}/x.docx"']
)
def test_a_field_fetches_nothing(
    converter: Converter, tmp_path: Path, listener: Listener, instruction: str
) -> None:
    body = consent() + field(instruction.format(url=listener.url))

    convert(converter, write_docx(tmp_path / "field.docx", body))

    assert listener.connections == 0


def test_a_file_of_this_machine_does_not_get_into_the_pdf(
    converter: Converter, tmp_path: Path
) -> None:
    picture = write_picture(tmp_path / "secret.png")
    body = consent() + linked_picture()

    pdf = convert(
        converter, write_docx(tmp_path / "file.docx", body, links=[("image", picture.as_uri())])
    )

    assert count_pictures(pdf) == 0


def test_the_engine_has_none_of_our_environment(own_converter: EngineConverter) -> None:
    for process in processes_of(own_converter):
        assert b"something-of-ours" not in (process / "environ").read_bytes()


def test_the_engine_has_no_network_or_says_that_it_has(own_converter: EngineConverter) -> None:
    ours = Path("/proc/self/ns/net").readlink()

    apart = {(process / "ns/net").readlink() != ours for process in processes_of(own_converter)}

    assert apart == {own_converter.detail.startswith("без сети")}


def test_what_users_share_is_left_alone(own_converter: EngineConverter, tmp_path: Path) -> None:
    """Root's engine would write to LibreOffice's shared cache and shut everybody else out."""
    assert own_converter.pid
    assert list(tmp_path.glob("scratch/*/home/shared/uno_packages"))
