"""The jobs: ids in, one service. A job delivered twice, or after its row was handled, does nothing."""

from functools import partial

from services import api_sending, sending
from services.account_notices import send_notices
from services.api_answers import forget_answers
from services.api_posts import send_post
from services.api_sending import forget_deliveries
from services.audit_seals import seal_waiting
from services.enrolments import advance_enrolment as advance_one_enrolment
from services.gateways.chosen import gateway_of
from services.import_runs import run_import as run_import_file
from services.mass_displacement_offers import redeploy_together as redeploy_people_together
from services.orders import advance_order as advance_one_order
from services.phone_codes import send_codes
from services.placements import advance_placement as advance_one_placement
from services.plan_requests import run_plan_request
from services.pool_builds import build_pools
from services.redeployment import redeploy as redeploy_person
from services.rejects import expire_import as expire_import_file
from services.seals import publish_today
from services.shadow import run_shadow as run_shadow_of_weights
from services.vacancies import refill as refill_seat
from workers.context import context


def run_import(import_id: int, attempt: int = 0) -> None:
    """Load a file that someone asked to load; the attempt only makes the job id new for each try."""
    here = context()
    run_import_file(here.database, import_id, now=here.now, batch=here.settings.import_batch)


def expire_import(import_id: int) -> None:
    """Delete a rejects sheet and an uploaded file whose time is over."""
    here = context()
    expire_import_file(here.database, import_id, home=here.settings.home, at=here.now())


def advance_order(order_id: int) -> None:
    """Let the clock open or expire an order."""
    here = context()
    with here.database.writing() as session:
        advance_one_order(session, order_id, at=here.now())


def advance_placement(placement_id: int, minute: int = 0) -> None:
    """Let an offer that nobody answered lapse; the minute only makes the job id new for each try, here and below."""
    here = context()
    with here.database.writing() as session:
        advance_one_placement(session, placement_id, at=here.now())


def advance_enrolment(enrolment_id: int, minute: int = 0) -> None:
    """Let an invitation lapse, fill a place from the waiting list, or release people of a cancelled class."""
    here = context()
    with here.database.writing() as session:
        advance_one_enrolment(session, enrolment_id, at=here.now())


def redeploy(displacement_id: int, minute: int = 0) -> None:
    """Find a displaced person another job."""
    here = context()
    redeploy_person(here.database, displacement_id, now=here.now)


def redeploy_together(employer_id: int, minute: int = 0) -> None:
    """Find everybody whom an employer displaced at once another job, by one plan."""
    here = context()
    redeploy_people_together(here.database, employer_id, now=here.now)


def refill(vacancy_id: int, minute: int = 0) -> None:
    """Offer a vacant seat to the next candidate."""
    here = context()
    refill_seat(here.database, vacancy_id, now=here.now)


def send_messages(minute: int = 0) -> None:
    """Send the messages that are due, for a few seconds; the sweep asks for another job while there are more."""
    here = context()
    with here.database.reading() as session:
        gateway = gateway_of(session, here.settings)
    sending.send_messages(here.database, gateway, now=here.now, phone=here.settings.office_phone)


def send_phone_codes(minute: int = 0) -> None:
    """Send the codes that people asked for to sign in."""
    here = context()
    with here.database.reading() as session:
        gateway = gateway_of(session, here.settings)
    send_codes(here.database, gateway, now=here.now)


def send_account_notices(minute: int = 0) -> None:
    """Send what the owners of accounts are told."""
    here = context()
    with here.database.reading() as session:
        gateway = gateway_of(session, here.settings)
    send_notices(here.database, gateway, now=here.now)


def send_webhooks(minute: int = 0) -> None:
    """Tell other systems of the steps that are due, for a few seconds; the sweep asks again while there are more."""
    here = context()
    api_sending.send_webhooks(here.database, partial(send_post, settings=here.settings), now=here.now)


def forget_api(minute: int = 0) -> None:
    """Drop what the API kept for repeats a day ago, and what it told a month ago."""
    here = context()
    with here.database.writing() as session:
        forget_answers(session, at=here.now())
        forget_deliveries(session, at=here.now())


def publish_day(minute: int = 0) -> None:
    """Publish what the public may know of the day, with its seal; once a day."""
    here = context()
    publish_today(here.database, now=here.now)


def seal_audit(minute: int = 0) -> None:
    """Seal the entries of the audit log that wait for it."""
    seal_waiting(context().database)


def run_shadow(shadow_id: int, minute: int = 0) -> None:
    """Run a proposed version of the weights on last season's lists."""
    here = context()
    run_shadow_of_weights(here.database, shadow_id, now=here.now)


def make_plans(request_id: int, minute: int = 0) -> None:
    """Make the plans that somebody asked for."""
    here = context()
    run_plan_request(here.database, request_id, now=here.now)


def build_pool(minute: int = 0) -> None:
    """Build the files of the pool that are missing or outgrown."""
    here = context()
    build_pools(here.database, here.settings.home, now=here.now)
