"""Places as written in a sheet, found among the divisions."""

from services.access import within
from services.divisions import Gazetteer, Place, village_of
from services.errors import Refusal
from services.intake.batch import Intake, flag
from services.sheets.fields.readings import Flag
from services.sheets.fields.texts import WrittenPlace


def home_of(
    written: WrittenPlace, places: Gazetteer, intake: Intake, *, id_number: str = ""
) -> tuple[Place, tuple[Flag, ...]]:
    """The division a person lives in and the flags to keep.

    A code counts first, then the names by level, then the address. A township named alone is looked for in the
    division of the import, else in the county that issued the ID number, which is flagged. Raises Refusal.
    """
    if not written.code and not written.text:
        if intake.context is None:
            raise Refusal("missing", field="address")
        return Place(intake.context), ()
    if written.code:
        return places.find(written.code, field="division_code"), ()
    place, flags = _by_name(written, places, intake, id_number)
    village = written.village or place.village
    return Place(place.code, village + written.group, place.rest), flags


def _by_name(
    written: WrittenPlace, places: Gazetteer, intake: Intake, id_number: str
) -> tuple[Place, tuple[Flag, ...]]:
    named = "".join((written.province, written.city, written.county, written.township))
    text = written.address if named and written.address.startswith(named[:2]) else named + written.address
    text = text or written.text
    place = places.place(text, intake.context)
    if place is not None:
        return place, ()
    if intake.context is not None and not named:
        # A village officer writes only 三组 or 上寨: it lies in the division the register is for.
        kept = Place(intake.context, village_of(text), text)
        return kept, () if kept.village else (flag("place_taken_from_register", "address", text=text),)
    issued = issuing_county(places, id_number)
    place = places.place(text, issued) if issued is not None else None
    if place is None:
        return places.find(text, context=intake.context, field="address"), ()
    return place, (flag("place_guessed_from_id", "address", text=text, place=places.full_name(place.code)),)


def issuing_county(places: Gazetteer, id_number: str) -> int | None:
    """The county of an ID number's first six digits if that code is in use today: a hint, never a check."""
    code = int(id_number[:6] or 0) * 10**6
    return code if code in places.by_code else None


def check_inside(place: Place, intake: Intake, places: Gazetteer) -> None:
    """Offices load people of their own division only."""
    division = intake.actor.division_code
    if division is not None and not within(place.code, division):
        raise Refusal(
            "division_outside",
            field="address",
            place=places.full_name(place.code),
            division=places.full_name(division),
        )
