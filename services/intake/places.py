"""Places as written in a sheet, found among the divisions."""

from services.access import within
from services.divisions import Gazetteer, Place, tidy, township_of, village_of
from services.errors import Refusal
from services.intake.batch import Intake, flag
from services.sheets.fields.readings import Flag
from services.sheets.fields.texts import WrittenPlace

Found = tuple[Place, tuple[Flag, ...]]


def home_of(written: WrittenPlace, places: Gazetteer, intake: Intake, *, id_number: str = "") -> Found:
    """The division a person lives in and the flags to keep.

    A code is where the names by level and the address are looked for. Without one they are looked for in the division
    of the import, else a township in the county that issued the ID number, which is flagged. Raises Refusal: a home
    is a county or smaller, and a township that is named must be known.
    """
    place, flags = _found(written, places, intake, id_number)
    if places.too_coarse(place.code):
        field = "division_code" if written.code else "address"
        raise Refusal("home_too_coarse", field=field, place=places.full_name(place.code))
    village = written.village or place.village
    return Place(place.code, village + written.group, place.rest), flags


def _found(written: WrittenPlace, places: Gazetteer, intake: Intake, id_number: str) -> Found:
    if written.code:
        return _by_code(written, places), _renamed(written.code, places)
    if written.text:
        return _by_name(written, places, intake, id_number)
    if intake.context is None:
        raise Refusal("missing", field="address")
    return Place(intake.context), ()


def _by_code(written: WrittenPlace, places: Gazetteer) -> Place:
    """The code's division, or what the names and the address say below it."""
    code = places.find(written.code, field="division_code").code
    text = _text(written)
    place = _looked_up(text, places, code)
    if place is None:
        places.check_township(tidy(text), places.county_of(code), field="address")
        return Place(code, village_of(tidy(text)), tidy(text))
    _known(place, places)
    if within(place.code, code):
        return place
    if within(code, place.code):
        return Place(code, place.village, place.rest)
    if _names(written):
        raise Refusal(
            "division_code_differs",
            field="division_code",
            place=places.full_name(place.code),
            division=places.full_name(code),
        )
    return Place(code)  # an address elsewhere is where the person stays now


def _renamed(code: str, places: Gazetteer) -> tuple[Flag, ...]:
    """The flag of a code that a county had before it was renamed or merged."""
    place = places.find(code, field="division_code")
    if not place.was:
        return ()
    return (flag("division_renamed", "division_code", text=code, was=place.was, place=places.full_name(place.code)),)


def _names(written: WrittenPlace) -> str:
    return "".join((written.province, written.city, written.county, written.township))


def _text(written: WrittenPlace) -> str:
    """Names and address, the names once; the village and its group when there is nothing else."""
    named = _names(written)
    text = written.address if named and written.address.startswith(named[:2]) else named + written.address
    return text or written.text


def _by_name(written: WrittenPlace, places: Gazetteer, intake: Intake, id_number: str) -> Found:
    text = _text(written)
    place = _looked_up(text, places, intake.context)
    if place is not None:
        return _known(place, places), ()
    if intake.context is not None and not _names(written) and not township_of(tidy(text)):
        # A village officer writes only 三组 or 上寨: it lies in the division the register is for.
        kept = Place(intake.context, village_of(text), text)
        return kept, () if kept.village else (flag("place_taken_from_register", "address", text=text),)
    issued = issuing_county(places, id_number)
    place = places.place(text, issued) if issued is not None else None
    if place is None:
        return _unknown(text, places, intake.context), ()
    flags = (flag("place_guessed_from_id", "address", text=text, place=places.full_name(place.code)),)
    return _known(place, places), flags


def _looked_up(text: str, places: Gazetteer, context: int | None) -> Place | None:
    """The place named; 贵州省大河镇 is looked for in the context's county when that lies in the province."""
    place = places.place(text, context)
    if place is None or context is None or not (place.rest and places.too_coarse(place.code)):
        return place
    closer = places.place(place.rest, context) if within(context, place.code) else None
    return closer if closer is not None and within(closer.code, places.county_of(context)) else place


def _known(place: Place, places: Gazetteer) -> Place:
    """The place; raises Refusal when a township named below it is not there."""
    places.check_township(place.rest, place.code, field="address")
    return place


def _unknown(text: str, places: Gazetteer, context: int | None) -> Place:
    """Raises Refusal, with the names of the context's county for a township."""
    if context is not None:
        places.check_township(tidy(text), places.county_of(context), field="address")
    return places.find(text, context=context, field="address")


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
