"""The register to take away, masked as on the page."""

from collections.abc import Iterator

from flask import g, request
from sqlalchemy.orm import Session

from services.labourers import Labourer, list_labourers
from services.masking import mask_phone
from services.register_groups import GROUPS, in_group
from web.formats import age, comma, named, now
from web.tables.table import paged, table
from web.words import N_, SITUATIONS, label


def _rows(session: Session) -> Iterator[Labourer]:
    text, situation = request.args.get("q", "").strip()[:60], request.args.get("situation", "")
    chosen = situation if situation in SITUATIONS else None
    group = request.args.get("group", "")
    among = in_group(group, now()) if group in GROUPS else None
    return paged(
        lambda limit, offset: list_labourers(
            session, actor=g.actor, text=text, situation=chosen, among=among, limit=limit, offset=offset
        )[0]
    )


table(
    "labourers", N_("Register"), "labourers.read", _rows,
    (N_("Name"), lambda each: each.name),
    (N_("Sex"), lambda each: label("sex", each.sex) if each.sex else None),
    (N_("Age"), lambda each: age(each.birth) if each.birth else None),
    (N_("Home"), lambda each: f"{each.home.name}{each.village}"),
    (N_("Skills"), lambda each: comma().join(named(one.skill) for one in each.skills)),
    (N_("Present state"), lambda each: label("situation", each.situation)),
    (N_("Phone"), lambda each: mask_phone(each.phone) if each.phone else None),
    reads=lambda each: each.public_id,
)  # fmt: skip
