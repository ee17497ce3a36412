"""Employers and training bases to take away."""

from collections.abc import Sequence

from flask import g
from sqlalchemy.orm import Session

from services.employers import Employer, list_employers
from services.masking import mask_phone
from services.training_bases import TrainingBase, list_bases
from web.formats import comma, site
from web.tables.table import MOST, table
from web.words import N_, label


def _employers(session: Session) -> Sequence[Employer]:
    return list_employers(session, actor=g.actor, limit=MOST + 1)


def _bases(session: Session) -> Sequence[TrainingBase]:
    return list_bases(session, actor=g.actor, limit=MOST + 1)


def _phones(firm: Employer) -> str:
    return comma().join(mask_phone(each) for each in (firm.phone, firm.office_phone) if each)


table(
    "employers", N_("Employers"), "employers.read", _employers,
    (N_("Employer"), lambda each: each.name),
    (N_("Social-credit code"), lambda each: each.credit_code),
    (N_("Place"), site),
    (N_("Contact"), lambda each: each.contact),
    (N_("Phone"), _phones),
    (N_("Owes wages since"), lambda each: each.wage_arrears_since),
)  # fmt: skip
table(
    "bases", N_("Training bases"), "bases.read", _bases,
    (N_("Training base"), lambda each: each.name),
    (N_("Ownership"), lambda each: label("ownership", each.ownership)),
    (N_("Place"), site),
    (N_("Places at one time"), lambda each: each.capacity),
    (N_("Occupations"), lambda each: comma().join(one.occupation.name for one in each.occupations)),
    (N_("State"), lambda each: label("state", each.state)),
)  # fmt: skip
