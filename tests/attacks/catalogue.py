"""What the catalogue says of the whole document: layers, scripts, attachments, metadata."""

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name, pdf_string

from signing.writing import QuietWriter
from tests.attacks.revisions import make_dictionary


def rename(writer: QuietWriter) -> None:
    writer.root[pdf_name("/Lang")] = pdf_string("en")
    writer.update_container(writer.root)


def open_with_script(writer: QuietWriter) -> None:
    action = make_dictionary(S=pdf_name("/JavaScript"), JS=pdf_string("app.alert(1)"))
    writer.root[pdf_name("/OpenAction")] = writer.add_object(action)
    writer.update_container(writer.root)


def add_layers(writer: QuietWriter) -> None:
    """Let layers come and go: shadow attack "hide and replace"."""
    group = writer.add_object(make_dictionary(Type=pdf_name("/OCG"), Name=pdf_string("слой")))
    shown = make_dictionary(OFF=generic.ArrayObject([group]))
    layers = make_dictionary(OCGs=generic.ArrayObject([group]), D=shown)
    writer.root[pdf_name("/OCProperties")] = layers
    writer.update_container(writer.root)


def attach(writer: QuietWriter) -> None:
    content = generic.StreamObject(stream_data=b"other data")
    file = make_dictionary(
        Type=pdf_name("/Filespec"),
        F=pdf_string("order.json"),
        EF=make_dictionary(F=writer.add_object(content)),
    )
    writer.root[pdf_name("/AF")] = generic.ArrayObject([writer.add_object(file)])
    writer.update_container(writer.root)


def rewrite_metadata(writer: QuietWriter) -> None:
    metadata = writer.root["/Metadata"]
    metadata._data = b"<x/>"  # noqa: SLF001 -- an attacker asks nobody
    metadata._encoded_data = None  # noqa: SLF001
    writer.update_container(metadata)
