"""Messages go out by themselves: swept by a real worker, over a real connection."""

import json
from collections import Counter
from datetime import UTC, datetime

import pytest

from tests.office import Office
from tests.placing import rules
from tests.posting import messages, news
from tests.sms_server import sms_server
from tests.workers.conftest import StartWorker, until


def test_a_worker_finds_the_messages_that_are_due_and_hands_each_over_once(
    office: Office, start_worker: StartWorker, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.at = datetime.now(UTC)  # the workers have a clock of their own
    rules(office, quiet_from=0, quiet_until=0)
    news(office, 20)
    with sms_server() as server:
        monkeypatch.setenv("SUNMATCH_GATEWAY_URL", f"{server.url}/sms")
        start_worker()
        until(lambda: all(each.sent_at for each in messages(office)))
    asked = Counter(json.loads(body)["id"] for _, _, body in server.asked)
    assert asked == Counter(each.public_id for each in messages(office))
    assert {(each.gateway, each.channel, each.attempts) for each in messages(office)} == {("http", "sms", 1)}
