"""Papers a person earned or brought: completion 结业证, level certificate 等级证 and licence 操作证."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.certificate import Certificate
from models.labourer import Labourer
from models.model import Model, key, one_of, public_id
from models.occupation import Occupation

PAPER_KINDS = ("completion", "level", "licence")


class Paper(Model):
    """A paper has its number once among those of its kind and issuer. `level` is 5 (初级工) to 1 (高级技师), 0 for
    papers without one; `checked_at` says that somebody looked at the paper, or issued it."""

    __tablename__ = "paper"
    __table_args__ = (
        one_of("kind", "kind", PAPER_KINDS),
        CheckConstraint("level between 0 and 5", name="level"),
        UniqueConstraint("kind", "issuer", "number"),
        UniqueConstraint("kind", "enrolment_id"),
    )

    id: Mapped[int] = key()
    public_id: Mapped[str] = public_id()
    kind: Mapped[str] = mapped_column(String(10))
    number: Mapped[str] = mapped_column(String(60))
    issuer: Mapped[str] = mapped_column(String(100))
    labourer_id: Mapped[int] = mapped_column(ForeignKey("labourer.id"), index=True)
    enrolment_id: Mapped[int | None] = mapped_column(ForeignKey("enrolment.id"))
    occupation_id: Mapped[int | None] = mapped_column(ForeignKey("occupation.id"))
    certificate_id: Mapped[int | None] = mapped_column(ForeignKey("certificate.id"))
    level: Mapped[int] = mapped_column(SmallInteger, default=0)
    issued_on: Mapped[date]
    expires_on: Mapped[date | None]
    recorded_at: Mapped[datetime]
    checked_at: Mapped[datetime | None]
    checked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    labourer: Mapped[Labourer] = relationship(lazy="raise")
    occupation: Mapped[Occupation | None] = relationship(lazy="raise")
    certificate: Mapped[Certificate | None] = relationship(lazy="raise")
