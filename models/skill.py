"""Skills 技能: our own list of blue-collar skills, a tree tied to occupations, with what people call them."""

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.model import Model, key


class Skill(Model):
    """`kind` is family (a branch of the tree) or skill (a leaf people have)."""

    __tablename__ = "skill"

    id: Mapped[int] = key()
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(60))
    name_en: Mapped[str] = mapped_column(String(100))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("skill.id"))
    occupation_id: Mapped[int | None] = mapped_column(ForeignKey("occupation.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    pinyin: Mapped[str] = mapped_column(String(200), default="")
    initials: Mapped[str] = mapped_column(String(40), default="")


class SkillName(Model):
    """An everyday name, trade slang, dialect word or common misspelling of a skill."""

    __tablename__ = "skill_name"
    __table_args__ = (UniqueConstraint("name", "skill_id"),)

    id: Mapped[int] = key()
    name: Mapped[str] = mapped_column(String(60))
    skill_id: Mapped[int] = mapped_column(ForeignKey("skill.id"), index=True)
    register: Mapped[str] = mapped_column(String(20))
