"""Certificates 证书: licences, level certificates and health certificates, and the occupations that need one."""

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.model import Model, key


class Certificate(Model):
    """`kind` is licence, level or health; `also` holds other names, separated by |."""

    __tablename__ = "certificate"

    id: Mapped[int] = key()
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    name_en: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(10))
    also: Mapped[str] = mapped_column(String(300), default="")


class LicensedOccupation(Model):
    """An occupation that may only be exercised with a certificate (就业准入), and by which rule."""

    __tablename__ = "licensed_occupation"
    __table_args__ = (UniqueConstraint("occupation_id", "certificate_id"),)

    id: Mapped[int] = key()
    occupation_id: Mapped[int] = mapped_column(ForeignKey("occupation.id"))
    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificate.id"))
    source: Mapped[str] = mapped_column(String(200))
