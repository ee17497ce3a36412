"""What a county decides for itself about offers, invitations and messages; the defaults where it decided nothing."""

from sqlalchemy import inspect
from sqlalchemy.orm import Session
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from models.county_rules import CountyRules


def rules_of(session: Session, code: int) -> CountyRules:
    """The rules of the county that the division `code` lies in; a county without a row has the defaults."""
    county = code - code % 10**6
    return session.get(CountyRules, county) or _defaults(county)


def _defaults(county: int) -> CountyRules:
    columns = inspect(CountyRules).columns
    stated = {column.key: column.default for column in columns}
    values = {name: default.arg for name, default in stated.items() if isinstance(default, ScalarElementColumnDefault)}
    return CountyRules(county_code=county, **values)
