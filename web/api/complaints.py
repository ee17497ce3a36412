"""Complaints: listed, the first due first. They are answered on pages, by a person."""

from typing import Any

from services.complaint_list import RIGHT, Listed, list_complaints
from web.api.operations import Call, reads
from web.api.shapes.complaints import Complaints, ComplaintsQuery
from web.words import N_


@reads("/complaints", RIGHT, about=N_("Complaints of people you look after, the first due first"),
       query=ComplaintsQuery, answers=Complaints)  # fmt: skip
def complaints_list(call: Call) -> Any:
    asked = call.query
    found = list_complaints(
        call.session, actor=call.actor, at=call.at, answered=asked.answered, employer=asked.employer or "",
        limit=asked.limit, offset=asked.offset,
    )  # fmt: skip
    items = [{**_brief(each), "late": each.is_late(call.at)} for each in found.rows]
    return {"items": items, "total": found.total, "late": found.late}


def _brief(each: Listed) -> dict[str, Any]:
    row = each.complaint
    return {
        "id": row.public_id,
        "state": row.state,
        "kind": row.kind,
        "labourer": each.labourer,
        "employer": each.employer,
        "displacement": each.displacement,
        "cause": each.cause,
        "received_at": row.received_at,
        "answer_by": row.answer_by,
    }
