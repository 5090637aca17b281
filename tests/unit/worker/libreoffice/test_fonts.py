import hashlib
from pathlib import Path

from worker.libreoffice.fonts import digest_fonts, list_fonts


def write(folder: Path, name: str, content: bytes) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content)
    return folder / name


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def test_a_font_is_known_by_its_name_and_the_bytes_of_its_file(tmp_path: Path) -> None:
    fonts = digest_fonts([("Serif", write(tmp_path, "a.ttf", b"serif"))])

    assert fonts.files == {"Serif": sha256(b"serif")}


def test_neither_order_nor_place_of_the_files_counts(tmp_path: Path) -> None:
    serif, sans = write(tmp_path, "a.ttf", b"serif"), write(tmp_path, "b.ttf", b"sans")
    elsewhere = write(tmp_path / "other", "c.ttf", b"serif")

    first = digest_fonts([("Serif", serif), ("Sans", sans)])

    assert digest_fonts([("Sans", sans), ("Serif", elsewhere)]) == first


def test_a_font_changed_added_or_removed_gives_another_digest(tmp_path: Path) -> None:
    serif, sans = write(tmp_path, "a.ttf", b"serif"), write(tmp_path, "b.ttf", b"sans")
    digests = {
        digest_fonts(fonts).sha256
        for fonts in (
            [],
            [("Serif", serif)],
            [("Serif", sans)],
            [("Sans", serif)],
            [("Serif", serif), ("Sans", sans)],
        )
    }

    assert len(digests) == 5


def test_of_two_files_of_one_name_both_are_told(tmp_path: Path) -> None:
    old, new = write(tmp_path, "old.ttf", b"old"), write(tmp_path, "new.ttf", b"new")

    assert digest_fonts([("Serif", old), ("Serif", new)]).files == {
        "Serif": ",".join(sorted([sha256(b"old"), sha256(b"new")]))
    }


def test_a_file_that_cannot_be_read_is_no_font(tmp_path: Path) -> None:
    assert digest_fonts([("Lost", tmp_path / "lost.ttf")]) == digest_fonts([])


def test_the_fonts_of_this_machine_are_found_and_those_of_libreoffices_own_folder(
    tmp_path: Path,
) -> None:
    own = write(tmp_path / "office/share/fonts/truetype", "Own-Regular.ttf", b"own")

    fonts = list_fonts(tmp_path / "office/program", tmp_path / "home")

    assert fonts.files["Own-Regular"] == sha256(own.read_bytes())
    serif = Path("/usr/share/fonts/truetype/liberation/LiberationSerif-Regular.ttf")
    assert fonts.files["LiberationSerif"] == sha256(serif.read_bytes())
    assert list_fonts(tmp_path / "office/program", tmp_path / "home") == fonts
