"""Labourers 劳动力: one person of the register with what they can, want and are free for."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, LargeBinary, SmallInteger, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.category import Category
from models.certificate import Certificate
from models.division import Division
from models.model import Model, key, new_tie, one_of, public_id
from models.occupation import Industry, Occupation
from models.sealed import Sealed
from models.skill import Skill

# Present state 现状 of a person, as the matching engine numbers them.
SITUATIONS = ("at_home", "away", "in_training", "placed", "moved_away", "deceased")
RANGES = ("anywhere", "near", "away")  # where the person wants to work, seen from home
SEXES = {"male": 1, "female": 2}
SEX_NAMES = {number: name for name, number in SEXES.items()}
WAGE_UNITS = ("month", "day", "hour", "piece", "year")
THERE = text("merged_into_id is null and erased_at is null")  # rows that stand for a person
SHORT = text("merged_into_id is null and erased_at is null and initials > ''")  # of those, who is found by initials
COUNTY_NUMBER = text("(home_code / 1000000)")  # the first six digits of where somebody lives


class Labourer(Model):
    """A person, unique by ID number (found by its keyed hash). Wages are fen; `busy_months` has bit m-1 set when
    the person is needed at home in month m; `flags` are remarks of the import kept for a person to look at. A row with
    `erased_at` is a tombstone, which holds nothing of the person and stands where counts need a row."""

    __tablename__ = "labourer"
    __table_args__ = (
        one_of("situation", "situation", SITUATIONS),
        one_of("work_range", "work_range", RANGES),
        CheckConstraint("sex in (0, 1, 2)", name="sex"),
        CheckConstraint("wage_floor >= 0", name="wage_floor"),
        Index("ix_labourer_twin", "name", "birth", "home_code"),
        Index(
            "ix_labourer_short_name",
            *(COUNTY_NUMBER, "initials", "pinyin"),
            sqlite_where=SHORT,
            postgresql_where=SHORT,
        ),
        Index(
            "ix_labourer_register",
            *(COUNTY_NUMBER, "pinyin", "id", "name", "initials", "home_code", "situation"),
            sqlite_where=THERE,
            postgresql_where=THERE,
        ),
    )

    id: Mapped[int] = key()
    public_id: Mapped[str] = public_id()
    version: Mapped[int] = mapped_column(default=1)
    tie: Mapped[int] = mapped_column(BigInteger, default=new_tie)
    id_number: Mapped[str | None] = mapped_column(Sealed)
    id_lookup: Mapped[bytes | None] = mapped_column(LargeBinary(32), unique=True)
    name: Mapped[str] = mapped_column(String(60))
    pinyin: Mapped[str] = mapped_column(String(200), default="", index=True)
    initials: Mapped[str] = mapped_column(String(40), default="")
    sex: Mapped[int] = mapped_column(SmallInteger, default=0)
    birth: Mapped[date | None]
    ethnicity: Mapped[str] = mapped_column(String(20), default="")
    marital: Mapped[str] = mapped_column(String(10), default="")
    education: Mapped[int] = mapped_column(SmallInteger, default=0)
    home_code: Mapped[int] = mapped_column(ForeignKey("division.code"), index=True)
    village: Mapped[str] = mapped_column(Text, default="")
    address: Mapped[str] = mapped_column(Text, default="")
    phone: Mapped[str | None] = mapped_column(Sealed)
    phone_lookup: Mapped[bytes | None] = mapped_column(LargeBinary(32), index=True)
    other_phone: Mapped[str | None] = mapped_column(Sealed)
    situation: Mapped[str] = mapped_column(String(12), default="at_home")
    wage_min: Mapped[int] = mapped_column(BigInteger, default=0)
    wage_max: Mapped[int] = mapped_column(BigInteger, default=0)
    wage_unit: Mapped[str] = mapped_column(String(6), default="month")
    wage_floor: Mapped[int] = mapped_column(BigInteger, default=0)
    wants_board: Mapped[bool] = mapped_column(default=False)
    wants_lodging: Mapped[bool] = mapped_column(default=False)
    work_range: Mapped[str] = mapped_column(String(8), default="anywhere")
    abroad: Mapped[bool] = mapped_column(default=False)
    busy_months: Mapped[int] = mapped_column(SmallInteger, default=0)
    available_from: Mapped[date | None]
    wants_training: Mapped[bool | None]
    training_wish: Mapped[str] = mapped_column(Text, default="")
    school: Mapped[str] = mapped_column(Text, default="")
    graduated: Mapped[str] = mapped_column(Text, default="")
    workplace: Mapped[str] = mapped_column(Text, default="")
    health: Mapped[str] = mapped_column(Text, default="")
    work_history: Mapped[str] = mapped_column(Text, default="")
    remarks: Mapped[str] = mapped_column(Text, default="")
    flags: Mapped[list[Any]] = mapped_column(default=list)
    registered_at: Mapped[datetime]
    refreshed_at: Mapped[datetime]
    waiting_since: Mapped[date]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True)
    import_id: Mapped[int | None] = mapped_column(ForeignKey("import_file.id"), index=True)
    row_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("labourer.id"))
    erased_at: Mapped[datetime | None]

    home: Mapped[Division] = relationship(lazy="raise")
    skills: Mapped[list["LabourerSkill"]] = relationship(lazy="raise", cascade="all, delete-orphan")
    certificates: Mapped[list["LabourerCertificate"]] = relationship(lazy="raise", cascade="all, delete-orphan")
    wishes: Mapped[list["OccupationWish"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="OccupationWish.rank"
    )
    places: Mapped[list["PlaceWish"]] = relationship(lazy="raise", cascade="all, delete-orphan")
    industries: Mapped[list["IndustryWish"]] = relationship(lazy="raise", cascade="all, delete-orphan")
    experience: Mapped[list["Experience"]] = relationship(lazy="raise", cascade="all, delete-orphan")
    categories: Mapped[list["LabourerCategory"]] = relationship(lazy="raise", cascade="all, delete-orphan")
    consents: Mapped[list["Consent"]] = relationship(lazy="raise", cascade="all, delete-orphan")

    __mapper_args__ = {"version_id_col": version}


def _owner() -> Mapped[int]:
    return mapped_column(ForeignKey("labourer.id", ondelete="CASCADE"), primary_key=True)


class LabourerSkill(Model):
    """`level` 0 = not stated, 5 (初级工) to 1 (高级技师); `years` in tenths of a year."""

    __tablename__ = "labourer_skill"
    __table_args__ = (CheckConstraint("level between 0 and 5", name="level"),)

    labourer_id: Mapped[int] = _owner()
    skill_id: Mapped[int] = mapped_column(ForeignKey("skill.id"), primary_key=True, index=True)
    level: Mapped[int] = mapped_column(SmallInteger, default=0)
    years_x10: Mapped[int] = mapped_column(SmallInteger, default=0)

    skill: Mapped[Skill] = relationship(lazy="raise")


class LabourerCertificate(Model):
    """A paper the person holds; `expires_on` empty when it does not expire."""

    __tablename__ = "labourer_certificate"

    labourer_id: Mapped[int] = _owner()
    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificate.id"), primary_key=True)
    number: Mapped[str] = mapped_column(String(60), default="")
    level: Mapped[int] = mapped_column(SmallInteger, default=0)
    expires_on: Mapped[date | None]

    certificate: Mapped[Certificate] = relationship(lazy="raise")


class OccupationWish(Model):
    """An occupation the person wants; `rank` 1 is wanted most."""

    __tablename__ = "occupation_wish"

    labourer_id: Mapped[int] = _owner()
    occupation_id: Mapped[int] = mapped_column(ForeignKey("occupation.id"), primary_key=True)
    rank: Mapped[int] = mapped_column(SmallInteger, default=1)

    occupation: Mapped[Occupation] = relationship(lazy="raise")


class PlaceWish(Model):
    """A division, of any level, where the person wants to work."""

    __tablename__ = "place_wish"

    labourer_id: Mapped[int] = _owner()
    division_code: Mapped[int] = mapped_column(ForeignKey("division.code"), primary_key=True)

    division: Mapped[Division] = relationship(lazy="raise")


class IndustryWish(Model):
    __tablename__ = "industry_wish"

    labourer_id: Mapped[int] = _owner()
    industry_id: Mapped[int] = mapped_column(ForeignKey("industry.id"), primary_key=True)

    industry: Mapped[Industry] = relationship(lazy="raise")


class Experience(Model):
    """Months worked in an occupation, and for whom as far as the person said."""

    __tablename__ = "experience"

    labourer_id: Mapped[int] = _owner()
    occupation_id: Mapped[int] = mapped_column(ForeignKey("occupation.id"), primary_key=True)
    months: Mapped[int] = mapped_column(SmallInteger, default=0)
    text: Mapped[str] = mapped_column(String(200), default="")

    occupation: Mapped[Occupation] = relationship(lazy="raise")


class LabourerCategory(Model):
    __tablename__ = "labourer_category"

    labourer_id: Mapped[int] = _owner()
    category_id: Mapped[int] = mapped_column(ForeignKey("category.id"), primary_key=True)

    category: Mapped[Category] = relationship(lazy="raise")


class BarredEmployer(Model):
    """An employer this person is not offered again."""

    __tablename__ = "barred_employer"

    labourer_id: Mapped[int] = _owner()
    employer_id: Mapped[int] = mapped_column(ForeignKey("employer.id"), primary_key=True)


class Consent(Model):
    """Consent to store or to share, with the version of the text the person agreed to. Rows are added and withdrawn,
    never deleted; one at a time holds for each purpose."""

    __tablename__ = "consent"
    __table_args__ = (
        one_of("purpose", "purpose", ("store", "share")),
        Index(
            "uq_consent_holding",
            "labourer_id",
            "purpose",
            unique=True,
            sqlite_where=text("withdrawn_at is null"),
            postgresql_where=text("withdrawn_at is null"),
        ),
    )

    id: Mapped[int] = key()
    labourer_id: Mapped[int] = mapped_column(ForeignKey("labourer.id", ondelete="CASCADE"), index=True)
    purpose: Mapped[str] = mapped_column(String(10))
    text_version: Mapped[str] = mapped_column(String(20))
    given_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
