"""What an office sees of messages, and does about them: only those of its own people."""

import pytest

from models.message import Message
from services.access import Actor
from services.errors import NotAllowed, NotFound, RuleRefusal
from services.gateways.seam import NotSent
from services.message_desk import (
    count_messages,
    list_messages,
    mark_printed,
    print_instead,
    send_again,
    take_back,
)
from services.outgoing import LEASE
from services.sending import claim_next
from tests.office import SANDU, Office
from tests.placing import later, rules
from tests.posting import Box, after, messages, news, post

ELSEWHERE = Actor(role="county", division_code=522731000000)
COUNSELLOR = Actor(role="counsellor", division_code=SANDU)
AUDITOR = Actor(role="auditor")


def ids(office: Office) -> list[str]:
    return [each.public_id for each in messages(office)]


def states(office: Office, actor: Actor = COUNSELLOR) -> dict[str, int]:
    with office.database.reading() as session:
        counts = count_messages(session, actor=actor, at=office.at)
        listed = list_messages(session, actor=actor, at=office.at)
        assert sum(counts.values()) == len(listed)
        for state, count in counts.items():
            found = list_messages(session, actor=actor, at=office.at, state=state)
            assert {each.state for each in found} <= {state} and len(found) == count
    return {state: count for state, count in counts.items() if count}


def test_every_message_is_in_one_state_and_listed_in_it(office: Office) -> None:
    news(office, 2)
    post(office, Box(NotSent("http_400", for_good=True)))
    news(office, phone=None)
    post(office, Box())
    news(office)
    news(after(office, minutes=10))
    with office.database.writing() as session:
        take_back(session, ids(office)[-2], actor=COUNSELLOR, at=office.at)
    assert states(office) == {"failed": 1, "sent": 1, "to_print": 1, "taken_back": 1, "held": 1}
    assert states(after(office, hours=1)) == {"failed": 1, "sent": 1, "to_print": 1, "taken_back": 1, "going": 1}


def test_an_office_sees_its_own_people_alone(office: Office) -> None:
    news(office)
    assert (states(office), states(office, ELSEWHERE), states(office, AUDITOR)) == ({"going": 1}, {}, {"going": 1})
    [message] = ids(office)
    for actor in (ELSEWHERE, AUDITOR):
        with office.database.writing() as session, pytest.raises(NotAllowed):
            take_back(session, message, actor=actor, at=office.at)
    with office.database.writing() as session, pytest.raises(NotFound):
        take_back(session, "NOSUCHTHING2", actor=COUNSELLOR, at=office.at)


def test_a_message_in_a_senders_hands_cannot_be_taken_back_any_more(office: Office) -> None:
    news(office)
    with office.database.writing() as session:
        claim_next(session, at=office.at)
    with office.database.writing() as session, pytest.raises(RuleRefusal, match="message_is_out"):
        take_back(session, ids(office)[0], actor=COUNSELLOR, at=office.at)
    with office.database.writing() as session:  # its sender died
        take_back(session, ids(office)[0], actor=COUNSELLOR, at=office.at + LEASE)
    assert states(office) == {"taken_back": 1}


def test_what_went_out_or_was_taken_back_cannot_be_undone(office: Office) -> None:
    news(office)
    post(office, Box())
    with office.database.writing() as session, pytest.raises(RuleRefusal, match="message_is_out"):
        take_back(session, ids(office)[0], actor=COUNSELLOR, at=office.at)


def test_what_was_taken_back_in_the_night_is_not_sent_in_the_morning(office: Office) -> None:
    rules(office, quiet_from=0, quiet_until=23)
    news(office)
    box = Box()
    post(office, box)
    assert states(office) == {"waiting": 1}
    with office.database.writing() as session:
        take_back(session, ids(office)[0], actor=COUNSELLOR, at=office.at)
    post(after(office, days=2), box)
    assert not box.letters


def test_letters_are_printed_once_and_by_somebody(office: Office) -> None:
    news(office, 2, phone=None)
    post(office, Box())
    for minutes in (0, 5):
        with office.database.writing() as session:
            done = mark_printed(session, ids(office), actor=office.actor, at=after(office, minutes=minutes).at)
        assert done == (0 if minutes else 2)
    assert {(each.sent_at, each.gateway, each.handled_by_id) for each in messages(office)} == {
        (office.at, "office", office.actor.user_id)
    }
    assert states(office) == {"sent": 2}


def failed(office: Office) -> str:
    news(office)
    post(office, Box(NotSent("http_400", for_good=True)))
    return ids(office)[0]


def test_what_was_given_up_is_sent_again_when_somebody_says_so(office: Office) -> None:
    message, box = failed(office), Box()
    with office.database.writing() as session:
        send_again(session, message, actor=COUNSELLOR, at=office.at)
    post(office, box)
    assert states(office) == {"sent": 1} and [letter.key for letter in box.letters] == [message]
    with office.database.writing() as session, pytest.raises(RuleRefusal, match="message_not_failed"):
        send_again(session, message, actor=COUNSELLOR, at=office.at)


def test_what_was_given_up_can_go_as_a_letter(office: Office) -> None:
    message, box = failed(office), Box()
    with office.database.writing() as session:
        print_instead(session, message, actor=COUNSELLOR, at=office.at)
    post(later(office, after(office, days=1).at), box)
    assert not box.letters and states(office) == {"to_print": 1}
    with office.database.reading() as session:
        assert session.get_one(Message, messages(office)[0].id).text.startswith("李秀英：")
