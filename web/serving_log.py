"""What gunicorn says of itself goes where everything else of the process goes."""

import logging
import os
from typing import Any

from gunicorn.glogging import Logger

from services.logs import write_logs
from services.settings import read_settings


class Log(Logger):
    """gunicorn's logger without an output of its own."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        write_logs(read_settings(os.environ), "pages", least=logging.WARNING)  # until the application is there
        self.error_log.handlers.clear()
        self.error_log.propagate = True
