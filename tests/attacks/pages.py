"""Pages: how many, in which order, how large."""

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name

from signing.writing import QuietWriter
from tests.attacks.revisions import BLACK, get_page, make_dictionary, make_numbers


def swap_pages(writer: QuietWriter) -> None:
    pages = writer.root["/Pages"]
    kids = pages["/Kids"]
    pages[pdf_name("/Kids")] = generic.ArrayObject([kids.raw_get(1), kids.raw_get(0)])
    writer.update_container(pages)


def drop_page(writer: QuietWriter) -> None:
    pages = writer.root["/Pages"]
    pages[pdf_name("/Kids")] = generic.ArrayObject([pages["/Kids"].raw_get(0)])
    pages[pdf_name("/Count")] = generic.NumberObject(1)
    writer.update_container(pages)


def add_page(writer: QuietWriter) -> None:
    pages = writer.root["/Pages"]
    kids = pages["/Kids"]
    page = make_dictionary(
        Type=pdf_name("/Page"),
        Parent=writer.root.raw_get("/Pages"),
        MediaBox=make_numbers(0, 0, 500, 500),
        Contents=writer.add_object(generic.StreamObject(stream_data=BLACK)),
    )
    old = [kids.raw_get(index) for index in range(len(kids))]
    pages[pdf_name("/Kids")] = generic.ArrayObject([*old, writer.add_object(page)])
    pages[pdf_name("/Count")] = generic.NumberObject(len(old) + 1)
    writer.update_container(pages)


def exchange_pages(writer: QuietWriter) -> None:
    """Show another tree of pages: shadow attack "replace" by way of the catalogue."""
    page = make_dictionary(
        Type=pdf_name("/Page"),
        MediaBox=make_numbers(0, 0, 500, 500),
        Contents=writer.add_object(generic.StreamObject(stream_data=BLACK)),
    )
    tree = make_dictionary(
        Type=pdf_name("/Pages"),
        Count=generic.NumberObject(1),
        Kids=generic.ArrayObject([writer.add_object(page)]),
    )
    writer.root[pdf_name("/Pages")] = writer.add_object(tree)
    writer.update_container(writer.root)


def resize_page(writer: QuietWriter) -> None:
    page = get_page(writer)
    page[pdf_name("/MediaBox")] = make_numbers(0, 0, 100, 100)
    writer.update_container(page)


def turn_page(writer: QuietWriter) -> None:
    page = get_page(writer)
    page[pdf_name("/Rotate")] = generic.NumberObject(180)
    writer.update_container(page)
