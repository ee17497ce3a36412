"""A tiny application for `test_serving_worker.py`: pages that take as long as they are asked to."""

import threading
import time
from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qs

_lock = threading.Lock()
_state = {"now": 0, "most": 0}


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Waits `for` seconds, reads what was sent, and says how many requests it has answered at once at the most."""
    with _lock:
        _state["now"] += 1
        _state["most"] = max(_state["most"], _state["now"])
    time.sleep(float(parse_qs(environ["QUERY_STRING"]).get("for", ["0"])[0]))
    environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    with _lock:
        _state["now"] -= 1
        said = str(_state["most"]).encode()
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(said)))])
    return [said]
