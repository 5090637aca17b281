"""What answers look like, for the description of the API."""

from pydantic.config import JsonDict

_ID = "019aa0b5-5f6e-7cc1-9a33-6f0f4f9f5d10"
SIGNATURE: JsonDict = {
    "step": 1,
    "role": "head",
    "title": "Руководитель",
    "method": "server_key",
    "turn": 1,
    "state": "done",
    "signer": None,
    "confirm": False,
    "expires_at": None,
    "decision": None,
    "proof": {
        "signed_at": "2025-09-24T05:12:32Z",
        "level": "B-T",
        "holder": "Мельник Ольга Сергеевна",
        "serial": "00DEADBEEF000000000000000000000101",
        "ground": "",
        "mchd": "",
        "unmarked": False,
    },
}
DOCUMENT: JsonDict = {
    "id": _ID,
    "organization_id": "school-1",
    "kind": "order_assign_pairs",
    "title": "О закреплении наставнических пар (групп)",
    "state": "archived",
    "number": "57-од",
    "date": "2025-09-24",
    "register": "od",
    "year": 2025,
    "pages": 2,
    "sign": True,
    "signatures": [SIGNATURE],
    "template": {"sha256": "5c" * 32, "version_id": None},
    "links": {
        "self": f"/api/v1/documents/{_ID}",
        "pdf": f"/api/v1/documents/{_ID}/pdf",
        "docx": f"/api/v1/documents/{_ID}/docx",
        "check": "https://grif.example/check/rtq7mwfk2xeb5nzd3vhj6ucg",
    },
    "failure": None,
    "cancellation": None,
    "warnings": [],
    "created_at": "2025-09-24T05:12:31.408000Z",
    "updated_at": "2025-09-24T05:12:33.017000Z",
}
ARCHIVE_ENTRY: JsonDict = {
    "document_id": _ID,
    "organization_id": "school-1",
    "kind": "order_assign_pairs",
    "number": "57-од",
    "date": "2025-09-24",
    "title": "О закреплении наставнических пар (групп)",
    "case_index": "01-05",
    "retention": {"article": "19а", "term": "постоянно", "keep_until": None},
    "files": [
        {
            "role": "pdf",
            "sha256": "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03",
            "size": 127214,
            "link": f"/api/v1/documents/{_ID}/pdf",
        }
    ],
    "pages": 2,
    "archived_at": "2025-09-24T05:12:33.017000Z",
    "renewed_at": None,
}
