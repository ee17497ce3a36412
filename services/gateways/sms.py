"""Text messages over HTTP: one POST of JSON to a gateway of the installation's own choice.

The request: `{"id": ..., "to": ..., "text": ...}` with `Authorization: Bearer KEY` and `Idempotency-Key: ID`. The
answer: any 2xx, whose JSON may say `{"id": ..., "state": "delivered"}`. Python's own client: it follows no redirect
with a telephone number in hand, and nothing more is needed.
"""

import json
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import urlsplit

from services.gateways.seam import Letter, NotSent, Receipt

TIMEOUT = 5.0  # seconds for each reading and writing
LONGEST = 65_536  # bytes of an answer that are read
# Refusals that pass: the request was too early, too slow or one of too many.
PASSING = (408, 409, 425, 429)


class HttpSms:
    """A gateway at `url` (http or https), which knows us by `key`."""

    name, channel = "http", "sms"

    def __init__(self, url: str, key: str, *, timeout: float = TIMEOUT) -> None:
        self._url, self._key, self._timeout = urlsplit(url), key, timeout

    def send(self, letter: Letter) -> Receipt:
        """Raises NotSent: `not_reachable`, or `http_` and the status; for good where the gateway refuses the letter."""
        try:
            status, answer = self._post(letter)
        except (OSError, HTTPException) as error:
            raise NotSent("not_reachable", away=True) from error
        if status // 100 != 2:
            raise NotSent(f"http_{status}", for_good=status // 100 == 4 and status not in PASSING)
        return _receipt(answer)

    def _post(self, letter: Letter) -> tuple[int, bytes]:
        kind = HTTPSConnection if self._url.scheme == "https" else HTTPConnection
        connection = kind(self._url.hostname or "", self._url.port, timeout=self._timeout)
        try:
            connection.request("POST", self._path(), json.dumps(_body(letter)).encode(), self._headers(letter))
            answer = connection.getresponse()
            return answer.status, answer.read(LONGEST)
        finally:
            connection.close()

    def _path(self) -> str:
        return (self._url.path or "/") + (f"?{self._url.query}" if self._url.query else "")

    def _headers(self, letter: Letter) -> dict[str, str]:
        known = {"Authorization": f"Bearer {self._key}"} if self._key else {}
        return {"Content-Type": "application/json", "Idempotency-Key": letter.key, **known}


def _body(letter: Letter) -> dict[str, str]:
    return {"id": letter.key, "to": letter.to, "text": letter.text}


def _receipt(answer: bytes) -> Receipt:
    """What a 2xx says of itself; anything that is no JSON object says nothing."""
    try:
        said: Any = json.loads(answer)
    except ValueError:
        said = None
    if not isinstance(said, dict):
        return Receipt()
    return Receipt(str(said.get("id") or "")[:80], said.get("state") == "delivered")
