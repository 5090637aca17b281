"""The store of evidence that a signature does not cover."""

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name, pdf_string

from signing.writing import QuietWriter
from tests.attacks.revisions import make_dictionary


def fill_store(writer: QuietWriter) -> None:
    """Put rubbish where evidence belongs."""
    junk = writer.add_object(generic.StreamObject(stream_data=b"\x30\x03\x02\x01\x01"))
    store = make_dictionary(Type=pdf_name("/DSS"), CRLs=generic.ArrayObject([junk]))
    writer.root[pdf_name("/DSS")] = writer.add_object(store)
    writer.update_container(writer.root)


def hide_in_store(writer: QuietWriter) -> None:
    """Carry something along under the name of evidence."""
    store = make_dictionary(Type=pdf_name("/DSS"), Note=pdf_string("отменено"))
    writer.root[pdf_name("/DSS")] = writer.add_object(store)
    writer.update_container(writer.root)
