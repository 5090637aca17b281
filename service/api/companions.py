"""What lies beside a document: files, detached signatures, who has read it."""

from datetime import datetime

from apiflask import APIBlueprint
from flask import Response, url_for
from pydantic import Field

from service.api.shapes import Answer, Strict
from service.api.signature_schemas import Email, Encoded, LinkOut, PersonName
from service.domain.access import Scope, require_scope
from service.domain.acquaintance import Means
from service.domain.companions import Companion, CompanionRole
from service.domain.documents import Document
from service.domain.ids import DocumentId
from service.http.exchange import principal, services
from service.http.files import companion_download, send

companions = APIBlueprint(
    "companions", __name__, url_prefix="/documents", tag="Файлы и ознакомление"
)


class FileOut(Answer):
    """Файл при документе."""

    number: int = Field(description="Номер среди файлов документа")
    role: CompanionRole = Field(
        description="evidence – подтверждение по ссылке, scan – скан-копия, "
        "detached – отсоединённая подпись"
    )
    title: str = Field(description="Кто подписал")
    sha256: str
    size: int
    media_type: str
    added_at: datetime
    link: str


class FileList(Answer):
    """Файлы при документе в порядке появления."""

    items: list[FileOut]


class DetachedIn(Strict):
    """Отсоединённая подпись под PDF документа."""

    signature: Encoded = Field(description="PEM или base64, одного подписавшего или нескольких")


class OrderOut(Answer):
    """Подпись ключом организации заказана: она появится среди файлов."""

    files: str = Field(description="Где её искать")


class ReaderOut(Answer):
    """Кто должен прочитать документ, и прочитал ли."""

    person: str
    position: str
    means: Means | None = Field(description="link – по ссылке с кодом, paper – на бумаге")
    at: datetime | None


class ReadingListOut(Answer):
    """Ознакомление с документом: считается, а не вписывается."""

    is_complete: bool
    items: list[ReaderOut]


class ReadingLinkIn(Strict):
    """Кому отправить ссылку для ознакомления."""

    person: PersonName
    email: Email


class ReaderIn(Strict):
    """Кто расписался на бумаге."""

    person: PersonName


@companions.get("/<id:document_id>/files")
@companions.doc(summary="Файлы при документе: подтверждения, скан-копии, отсоединённые подписи")
@companions.output(FileList)
def list_files(document_id: str) -> FileList:
    """Everything beside the document."""
    files = services().companions.list_files(_get(document_id))
    return FileList(items=[_represent(one) for one in files])


@companions.get("/<id:document_id>/files/<int:number>")
@companions.doc(summary="Один из этих файлов")
def download(document_id: str, number: int) -> Response:
    """One of them."""
    document = _get(document_id)
    require_scope(principal(), Scope.READ)
    companion, content = services().companions.read_file(document, number)
    return send(companion_download(document, companion, content))


@companions.post("/<id:document_id>/detached-signatures")
@companions.doc(summary="Приложить отсоединённую подпись (.sig), сделанную где угодно")
@companions.input(DetachedIn)
@companions.output(FileOut, status_code=201, description="Подпись верна и хранится при документе")
def accept(document_id: str, json_data: DetachedIn) -> FileOut:
    """Keep a signature when it is good."""
    signature = json_data.signature.encode()
    return _represent(services().detached.accept(principal(), DocumentId(document_id), signature))


@companions.post("/<id:document_id>/detached-signatures/own")
@companions.doc(summary="Сделать отсоединённую подпись ключом организации")
@companions.output(OrderOut, status_code=202, description="Готовится")
def order(document_id: str) -> OrderOut:
    """Have the sign process make one."""
    document = services().detached.order(principal(), DocumentId(document_id))
    return OrderOut(files=url_for("api.companions.list_files", document_id=document.id))


@companions.get("/<id:document_id>/acquaintance")
@companions.doc(summary="Кто должен прочитать документ, и кто прочитал")
@companions.output(ReadingListOut)
def show_readers(document_id: str) -> ReadingListOut:
    """The reading list."""
    return _represent_readers(_get(document_id))


@companions.post("/<id:document_id>/acquaintance/links")
@companions.doc(summary="Отправить ссылку для ознакомления; прежняя не действует")
@companions.input(ReadingLinkIn)
@companions.output(LinkOut, status_code=202, description="Письмо со ссылкой отправляется")
def ask_to_read(document_id: str, json_data: ReadingLinkIn) -> LinkOut:
    """Send somebody on the list a link."""
    link = services().acquaintance.send_link(
        principal(), DocumentId(document_id), json_data.person, json_data.email
    )
    return LinkOut(
        id=link.id, step=link.place, sent_to=link.masked_email, expires_at=link.expires_at
    )


@companions.post("/<id:document_id>/acquaintance/paper")
@companions.doc(summary="Отметить ознакомление под подпись на бумаге")
@companions.input(ReaderIn)
@companions.output(ReadingListOut)
def note_paper(document_id: str, json_data: ReaderIn) -> ReadingListOut:
    """Note a signature by hand."""
    name = DocumentId(document_id)
    services().acquaintance.note_paper(principal(), name, json_data.person)
    return _represent_readers(_get(document_id))


def _get(document_id: str) -> Document:
    return services().documents.get_document(principal(), DocumentId(document_id))


def _represent(file: Companion) -> FileOut:
    return FileOut(
        number=file.number,
        role=file.role,
        title=file.title,
        sha256=file.sha256,
        size=file.size_bytes,
        media_type=file.media_type,
        added_at=file.added_at,
        link=url_for("api.companions.download", document_id=file.document_id, number=file.number),
    )


def _represent_readers(document: Document) -> ReadingListOut:
    reading = services().acquaintance.show(document)
    return ReadingListOut(
        is_complete=reading.is_complete,
        items=[
            ReaderOut(
                person=one.person,
                position=one.position,
                means=one.acquaintance and one.acquaintance.means,
                at=one.acquaintance and one.acquaintance.at,
            )
            for one in reading.readers
        ],
    )
