"""What a county decides for itself about offers, invitations and messages; the defaults where it decided nothing."""

from sqlalchemy import inspect
from sqlalchemy.orm import Session
from sqlalchemy.orm.util import identity_key
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from models.county_rules import CountyRules

KNOWN = "county_rules"  # those a session was told already, in its `info`


def rules_of(session: Session, code: int) -> CountyRules:
    """The rules of the county that the division `code` lies in; a county without a row has the defaults. Asked of the
    database once a session."""
    county, known = code - code % 10**6, session.info.setdefault(KNOWN, {})
    written: CountyRules | None = session.identity_map.get(identity_key(CountyRules, county))
    if written is not None or county not in known:
        known[county] = written or session.get(CountyRules, county) or _defaults(county)
    found: CountyRules = known[county]
    return found


def _defaults(county: int) -> CountyRules:
    columns = inspect(CountyRules).columns
    stated = {column.key: column.default for column in columns}
    values = {name: default.arg for name, default in stated.items() if isinstance(default, ScalarElementColumnDefault)}
    return CountyRules(county_code=county, **values)
