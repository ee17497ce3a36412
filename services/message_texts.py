"""What a message to a labourer says, in the reader's language: one wording for their own pages and for what is sent."""

import re
from collections.abc import Sequence
from datetime import date, datetime

from services.calendar import county_day
from services.divisions import short_name
from services.messages import Told

LABOURERS_READ = "zh"  # the language of what is sent: the register does not ask people for another
SHORT = 70  # characters that a text message holds in one piece
Words = dict[str, str]  # by language, zh and en

TEXTS: dict[str, Words] = {
    "offer": {
        "zh": "{employer}请您去{place}做{post}{pay}，请在{answer_by}前答复",
        "en": "{employer} offers you a job as {post}{place}{pay}. Answer by {answer_by}",
    },
    "offer_reminder": {
        "zh": "别忘了：{employer}请您去{place}做{post}{pay}，{answer_by}前要答复",
        "en": "Do not forget: {employer} offers you a job as {post}{place}{pay}. Answer by {answer_by}",
    },
    "offer_superseded": {
        "zh": "您去了别的单位，{employer}（{post}）的邀约已关闭",
        "en": "You took another job, so the offer of {employer} ({post}) was closed",
    },
    "offer_cancelled": {
        "zh": "{employer}（{post}）的邀约已收回",
        "en": "The offer of {employer} ({post}) was taken back",
    },
    "offer_lapsed": {
        "zh": "{employer}（{post}）的邀约逾期未答复，已失效",
        "en": "The offer of {employer} ({post}) ended: no answer came in time",
    },
    "hire_cancelled": {
        "zh": "{employer}的{post}岗位在上岗前取消了，下一步请问办公室",
        "en": "The job as {post} at {employer} was called off before it began. Ask your office",
    },
    "invitation": {
        "zh": "请您参加“{title}”，{starts_on}开班，请在{answer_by}前答复",
        "en": "You are invited to the class “{title}”, from {starts_on}. Answer by {answer_by}",
    },
    "invitation_cancelled": {
        "zh": "“{title}”的邀请已收回，可以问办公室有没有别的班",
        "en": "The invitation to the class “{title}” was taken back. Ask your office about another",
    },
    "enrolled": {
        "zh": "您已有“{title}”的名额，{starts_on}开班",
        "en": "You have a place in the class “{title}”. It begins on {starts_on}",
    },
    "application_refused": {
        "zh": "“{title}”这次没能录取您，可以问办公室有没有别的班",
        "en": "The class “{title}” cannot take you this time. Ask your office about another",
    },
    "class_cancelled": {
        "zh": "“{title}”不办了，可以问办公室有没有别的班",
        "en": "The class “{title}” was called off. Ask your office about another",
    },
    "complaint_answered": {
        "zh": "您反映的事有答复了，请登录“求助”页查看",
        "en": "There is an answer to what you wrote: see it on your page “Help”",
    },
    "class_finished": {
        "zh": "“{title}”已结束，不再从候补名单收人",
        "en": "The class “{title}” is over; nobody is taken from its waiting list any more",
    },
}
# The same once it was answered: nothing is asked any more.
ANSWERED: dict[str, Words] = {
    "offer": {"zh": "{employer}请过您去做{post}", "en": "{employer} offered you a job as {post}"},
    "offer_reminder": {
        "zh": "提醒过您答复{employer}（{post}）",
        "en": "You were reminded to answer {employer} ({post})",
    },
    "invitation": {"zh": "请过您参加“{title}”", "en": "You were invited to the class “{title}”"},
}
AWAITED = {"offer": "offered", "offer_reminder": "offered", "invitation": "invited"}
OTHER: Words = {"zh": "办公室有新消息，请去问一下", "en": "There is news from the office: ask for it there"}
# How to answer, where nobody reads it on their own page.
BY_LIAISON: Words = {"zh": "，可找村联络员", "en": ", through your village liaison"}
BY_PHONE: Words = {"zh": "，可打{phone}或找村联络员", "en": ": call {phone} or tell your village liaison"}
KEPT = {"board and lodging": {"zh": "包吃住", "en": "board and lodging"}, "board": {"zh": "包吃", "en": "board"},
        "lodging": {"zh": "包住", "en": "lodging"}}  # fmt: skip
FIRM = re.compile("(有限责任|股份有限|有限)?公司$")
CUTS = ("firm", "city", "kept", "weekday")
"""What a text leaves out to fit into one piece, the first first."""
REASON: Words = {"zh": "。原因：{note}", "en": ". Reason: {note}"}
DAYS = ("answer_by", "starts_on")


def sentence_of(told: Told, language: str) -> str:
    """The sentence of a message; one of an unknown code sends to the office."""
    note = str(told.params.get("note") or "")
    return _plain(told, language) + (REASON[language].format(note=note) if note else "")


def letter_of(told: Told, name: str, *, phone: str = "", most: int | None = SHORT) -> str:
    """What is sent: the person by name, for families share telephones, and of what is asked how to answer it, by the
    `phone` of the office where it has one. A text of more than `most` characters leaves out what it can spare."""
    how = ""
    if told.code in AWAITED and not is_answered(told):
        how = (BY_PHONE if phone else BY_LIAISON)[LABOURERS_READ].format(phone=phone)
    note = sentence_of(told, LABOURERS_READ)
    cuts = [_plain(told, LABOURERS_READ, CUTS[:count]) for count in range(len(CUTS) + 1)]
    letters = [f"{name}：{text}{how}。" for text in (note, *cuts)]
    return next((each for each in letters if most is None or len(each) <= most), letters[-1])


def is_answered(told: Told) -> bool:
    """Whether what the message asks for was answered, or cannot be any more."""
    return told.code in AWAITED and told.state != AWAITED[told.code]


def _plain(told: Told, language: str, cuts: Sequence[str] = ()) -> str:
    words = (ANSWERED if is_answered(told) else TEXTS).get(told.code, OTHER)
    days = {name: _day_words(told.params.get(name), language) for name in DAYS}
    if "weekday" in cuts:
        days = {name: day.partition("（")[0] for name, day in days.items()}
    employer = FIRM.sub("", told.employer) if "firm" in cuts else told.employer
    place, pay = _place(told, language, cuts), _pay(told, language, cuts)
    return words[language].format(employer=employer, post=told.post, title=told.title, place=place, pay=pay, **days)


def _place(told: Told, language: str, cuts: Sequence[str]) -> str:
    """The city and the county, once where they are the same."""
    city = "" if "city" in cuts else told.city
    place = "".join(dict.fromkeys(short_name(each) for each in (city, told.county)))
    return f" in {place}" if place and language == "en" else place


def _pay(told: Told, language: str, cuts: Sequence[str]) -> str:
    """What a month brings, with what the employer gives besides."""
    if not told.wage:
        return ""
    wages = "–".join(dict.fromkeys(f"{fen // 100}" for fen in (told.wage, max(told.wage, told.most))))
    money = f"，月薪{wages}元" if language == "zh" else f", ¥{wages} a month"
    kept = " and ".join(name for name, given in (("board", told.board), ("lodging", told.lodging)) if given)
    given = KEPT[kept][language] if kept and "kept" not in cuts else ""
    if not given:
        return money
    return money + (f"，{given}" if language == "zh" else f" with {given}")


def _day_words(text: str | None, language: str) -> str:
    """3月1日（周一） / Mon 1 Mar, of an ISO day or instant."""
    if not text:
        return "--"
    day = county_day(datetime.fromisoformat(text)) if "T" in text else date.fromisoformat(text)
    return (
        f"{day.month}月{day.day}日（周{'一二三四五六日'[day.weekday()]}）"
        if language == "zh"
        else f"{day:%a} {day.day} {day:%b}"
    )
