"""Messages go out once, at a decent hour, unless they were taken back; what goes wrong is tried again, then shown."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from models.labourer import Labourer
from models.message import Message
from services.calendar import COUNTY_TIME
from services.gateways.seam import NotSent, Receipt
from services.gateways.trial import Trial
from services.message_desk import count_messages
from services.outgoing import LEASE, MOST_TRIES, write_down
from services.placements import cancel_placement
from services.sending import claim_next, messages_due, send_claimed
from services.sweeping import due
from tests.office import Office
from tests.placing import accept, later, offer, people, placements, recruit, rules
from tests.posting import Box, after, messages, news, post, with_phone


@pytest.fixture
def told(office: Office) -> int:
    """A message to somebody with a telephone; who that is."""
    return news(office)[0]


@pytest.fixture
def offered(office: Office) -> str:
    """One offer to somebody with a telephone, without a reminder; the placement."""
    rules(office, reminder_days=0)
    [li] = people(office, 1)
    return offer(office, with_phone(office, li), recruit(office, "永兴制衣厂"))


def waits(office: Office) -> bool:
    with office.database.reading() as session:
        return messages_due(session, at=office.at)


def counted(office: Office) -> dict[str, int]:
    with office.database.reading() as session:
        found = count_messages(session, actor=office.actor, at=office.at)
    return {state: count for state, count in found.items() if count}


def test_an_offer_goes_out_once_by_name_in_one_short_text(office: Office, offered: str) -> None:
    box = Box()
    with office.database.reading() as session:
        assert "send_messages" in {each.job for each in due(session, at=office.at)}
    assert (post(office, box), post(office, box)) == (1, 0)
    [letter], [row] = box.letters, messages(office)
    assert (letter.to, letter.key) == ("18612341402", row.public_id)
    assert letter.text == (
        "李零零一：永兴制衣厂请您去黔南州三都县做缝纫工，月薪4000–5000元，包吃住，请在11月25日（周三）前答复，可找村联络员。"
    )
    assert len(letter.text) <= 70
    assert (row.sent_at, row.handled_at, row.delivered_at, row.text) == (office.at, office.at, None, letter.text)
    assert (row.channel, row.gateway, row.receipt, row.attempts, row.sending_until) == ("sms", "box", "R1", 1, None)
    with office.database.reading() as session:
        assert "send_messages" not in {each.job for each in due(session, at=office.at)}


def test_a_gateway_that_knows_it_arrived_says_so(office: Office, told: int) -> None:
    post(office, Box(Receipt("R9", delivered=True)))
    assert messages(office)[0].delivered_at == office.at


def test_the_test_gateway_sends_nothing_and_is_named_with_the_text_it_was_given(office: Office, told: int) -> None:
    post(office, Trial())
    [row] = messages(office)
    assert (row.gateway, row.sent_at, row.text) == ("test", office.at, "李秀英：办公室有新消息，请去问一下。")


def test_each_offer_has_one_message_row_however_often_it_is_tried(office: Office, offered: str) -> None:
    box = Box(*(NotSent("http_500") for _ in range(3)))
    for hour in range(4):
        post(after(office, hours=hour), box)
    assert [each.placement_id for each in messages(office)] == [placements(office)[0].id]
    assert len({letter.key for letter in box.letters}) == 1


def test_news_of_the_night_waits_for_the_morning_and_the_row_does_not(office: Office) -> None:
    night = office.at.astimezone(COUNTY_TIME).replace(hour=21, minute=0, second=0)
    asleep = later(office, night)
    news(asleep)
    box, morning = Box(), night + timedelta(hours=11)
    assert post(asleep, box) == 1 and not box.letters and counted(asleep) == {"waiting": 1}
    [row] = messages(office)
    assert (row.written_at, row.not_before, row.next_try_at, row.attempts) == (night, night, morning, 0)
    assert post(later(office, morning - timedelta(seconds=1)), box) == 0
    assert post(later(office, morning), box) == 1 and len(box.letters) == 1


def test_bad_news_is_held_for_the_minutes_of_the_county(office: Office, offered: str) -> None:
    box = Box()
    post(office, box)
    with office.database.writing() as session:
        cancel_placement(session, offered, actor=office.actor, at=office.at, note="岗位没有了")
    assert post(after(office, minutes=9), box) == 0 and counted(office)["held"] == 1
    assert post(after(office, minutes=10), box) == 1
    assert box.letters[1].text == "李零零一：永兴制衣厂（缝纫工）的邀约已收回。原因：岗位没有了。"


def test_a_failure_is_tried_again_after_growing_pauses_and_then_given_up_for_all_to_see(
    office: Office, told: int
) -> None:
    box, at = Box(*(NotSent("http_503") for _ in range(MOST_TRIES))), office
    pauses = []
    while waits(at):
        post(at, box)
        [row] = messages(office)
        if row.next_try_at is None or row.next_try_at <= at.at:
            break
        assert (row.last_error, row.handled_at) == ("http_503", None) and counted(at) == {"going": 1}
        pauses.append((row.next_try_at - at.at) / timedelta(minutes=1))
        rules(office, quiet_from=0, quiet_until=0)
        at = later(office, row.next_try_at)
    assert pauses == [1, 4, 16, 64, 256]
    assert (len(box.letters), counted(at), row.attempts) == (MOST_TRIES, {"failed": 1}, MOST_TRIES)
    assert (row.sent_at, row.last_error) == (None, "http_503")
    assert not waits(after(at, days=30))


def test_what_a_gateway_refuses_for_good_is_given_up_at_once(office: Office, told: int) -> None:
    post(office, Box(NotSent("http_400", for_good=True)))
    assert counted(office) == {"failed": 1} and not waits(after(office, days=1))


def test_a_gateway_that_is_away_is_not_knocked_at_for_everybody(office: Office) -> None:
    news(office, 3)
    box = Box(NotSent("not_reachable", away=True))
    assert post(office, box) == 1 and len(box.letters) == 1
    assert [each.attempts for each in messages(office)] == [1, 0, 0]
    assert post(after(office, minutes=1), box) == 3 and len(box.letters) == 4
    assert counted(office) == {"sent": 3}


def test_a_message_that_cannot_be_worded_does_not_stop_the_others(office: Office) -> None:
    news(office, 2)
    with office.database.writing() as session:
        session.get_one(Message, messages(office)[0].id).params = {"answer_by": "tomorrow"}
    box = Box()
    assert post(office, box) == 2 and len(box.letters) == 1
    [bad, good] = messages(office)
    assert (bad.sent_at, bad.last_error, good.sent_at) == (None, "ValueError", office.at)


def test_who_has_no_telephone_gets_a_letter_to_print(office: Office) -> None:
    news(office, phone=None)
    box = Box()
    post(office, box)
    [row] = messages(office)
    assert not box.letters and (row.channel, row.sent_at, row.handled_at) == ("letter", None, office.at)
    assert row.text and counted(office) == {"to_print": 1} and not waits(after(office, days=1))


def test_nobody_writes_to_the_dead(office: Office, told: int) -> None:
    with office.database.writing() as session:
        session.get_one(Labourer, told).situation = "deceased"
    box = Box()
    post(office, box)
    assert not box.letters and messages(office)[0].last_error == "person_is_gone"


def test_what_was_taken_back_is_never_sent(office: Office, offered: str) -> None:
    with office.database.writing() as session:
        cancel_placement(session, offered, actor=office.actor, at=office.at, note="岗位没有了")
    box = Box()
    post(after(office, days=1), box)
    assert ["请您去" in letter.text for letter in box.letters] == [False]


def cancel(office: Office) -> None:
    with office.database.writing() as session:
        session.get_one(Message, 1).cancelled_at = office.at


def test_what_is_taken_back_between_claim_and_hand_over_is_not_sent(office: Office, told: int) -> None:
    box = Box()
    with office.database.writing() as session:
        claim = claim_next(session, at=office.at)
    cancel(office)
    assert claim is not None
    send_claimed(office.database, box, claim, now=lambda: office.at)
    [row] = messages(office)
    assert not box.letters and (row.sent_at, row.sending_until) == (None, None) and counted(office) == {"taken_back": 1}


def test_what_is_taken_back_while_the_gateway_has_it_is_told_as_sent(office: Office, told: int) -> None:
    post(office, Box(meanwhile=lambda: cancel(office)))
    [row] = messages(office)
    assert row.sent_at == row.cancelled_at == office.at and counted(office) == {"sent": 1}


class Killed(BaseException):
    """The end of the process, as far as the code can see."""


def test_a_sender_that_dies_is_followed_by_another_with_the_same_key(office: Office, told: int) -> None:
    box = Box(Killed())
    with pytest.raises(Killed):
        post(office, box)
    assert not waits(office) and waits(later(office, office.at + LEASE))
    post(later(office, office.at + LEASE), box)
    assert [letter.key for letter in box.letters] == [messages(office)[0].public_id] * 2
    assert counted(office) == {"sent": 1} and messages(office)[0].attempts == 2


def test_a_message_that_kills_its_senders_is_given_up(office: Office, told: int) -> None:
    at = office
    for _ in range(MOST_TRIES):
        with pytest.raises(Killed):
            post(at, Box(Killed()))
        at = later(office, at.at + LEASE)
    box = Box()
    assert post(at, box) == 1 and not box.letters
    assert counted(at) == {"failed": 1} and messages(office)[0].last_error == "sender_died"


def test_a_slow_sender_does_not_undo_what_the_next_one_did(office: Office, told: int) -> None:
    with office.database.writing() as session:
        slow = claim_next(session, at=office.at)
    assert slow is not None
    at = later(office, office.at + LEASE)
    post(at, Box())
    with office.database.writing() as session:
        write_down(session, Message, slow, {"last_error": "http_500", "for_good": True}, at=at.at)
    assert counted(at) == {"sent": 1} and messages(office)[0].last_error is None


def test_two_senders_at_once_never_take_the_same_message(office: Office) -> None:
    news(office, 4)
    other = Box()
    box = Box(meanwhile=lambda: post(office, other) and None)  # a second job in the middle of the first one's hand-over
    post(office, box)
    assert sorted(letter.key for letter in (*box.letters, *other.letters)) == sorted(
        each.public_id for each in messages(office)
    )


def test_an_offer_that_was_answered_before_it_went_out_stays_here(office: Office, offered: str) -> None:
    accept(office, offered)
    box = Box()
    post(office, box)
    assert not box.letters and counted(office) == {"not_needed": 1}


def test_the_public_id_of_every_message_is_its_own(office: Office) -> None:
    news(office, 3)
    with office.database.reading() as session:
        assert session.scalar(select(func.count(Message.public_id.distinct()))) == 3
