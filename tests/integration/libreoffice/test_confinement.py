"""What a document cannot reach, with every engine."""

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
from worker.libreoffice.door import Conversion, Converter, ConverterOptions, open_converter

pytestmark = pytest.mark.libreoffice


def convert(converter: Converter, source: Path) -> Path:
    target = source.with_suffix(".pdf")
    assert converter.convert([Conversion(source, target)]) == [None]
    return target


def count_pictures(pdf: Path) -> int:
    with pikepdf.open(pdf) as document:
        return sum(len(page.get_images()) for page in document.pages)


def engine_processes() -> list[psutil.Process]:
    """Our engine processes and everything they started."""
    return [
        process
        for process in psutil.Process().children(recursive=True)
        if process.status() != psutil.STATUS_ZOMBIE
    ]


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


def test_the_engine_has_no_network_and_none_of_our_environment(
    engine: EngineName, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRIF_SECRET", "something-of-ours")
    converter = open_converter(ConverterOptions(scratch=tmp_path, engine=engine))
    try:
        ours = Path("/proc/self/ns/net").readlink()
        for process in engine_processes():
            assert Path(f"/proc/{process.pid}/ns/net").readlink() != ours
            assert b"something-of-ours" not in Path(f"/proc/{process.pid}/environ").read_bytes()
    finally:
        converter.close()
