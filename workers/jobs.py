"""The jobs: ids in, one service. A job delivered twice, or after its row was handled, does nothing."""

from services.import_runs import run_import as run_import_file
from services.orders import advance_order as advance_one_order
from services.rejects import expire_import as expire_import_file
from workers.context import context


def run_import(import_id: int, attempt: int = 0) -> None:
    """Load a file that someone asked to load; the attempt only makes the job id new for each try."""
    here = context()
    run_import_file(here.database, import_id, now=here.now, batch=here.settings.import_batch)


def expire_import(import_id: int) -> None:
    """Delete a rejects sheet and an uploaded file whose time is over."""
    here = context()
    with here.database.writing() as session:
        expire_import_file(session, import_id, home=here.settings.home, at=here.now())


def advance_order(order_id: int) -> None:
    """Let the clock open or expire an order."""
    here = context()
    with here.database.writing() as session:
        advance_one_order(session, order_id, at=here.now())
