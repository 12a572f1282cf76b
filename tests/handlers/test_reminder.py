"""What is due at a moment, what is next, and what a span of time will bring: once, and never when it is too late."""

from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from bot.library import Knowledge
from handlers.deadline import deadlines_of
from handlers.errors import SubscriptionError
from handlers.reminder import CHANGE, Told, due, next_moment, scheduled
from handlers.subscription import EVERYTHING, Scope, ScopeKind
from tests.handlers.reminding import (
    NO_LETTERS,
    deadline,
    pairs,
    preferences,
    since_moment,
    subscriber,
    utc,
)

NOBODY_TOLD: Told = {}
AUGUST = deadline("2019-08-16")
KEY = (AUGUST.id, 0)
WEEK_BEFORE, DAY_BEFORE = utc("2019-08-09T07:00"), utc("2019-08-15T07:00")
SECOND = timedelta(seconds=1)


def test_an_unknown_zone_is_refused() -> None:
    with pytest.raises(SubscriptionError, match="'Europe/Nowhere' is no time zone"):
        due(subscriber(preferences("Europe/Nowhere")), [AUGUST], NO_LETTERS, NOBODY_TOLD, WEEK_BEFORE)


@pytest.mark.parametrize(
    ("now", "lead"),
    [
        ("2019-07-17T06:59:59", None),
        ("2019-07-17T07:00", 30),
        ("2019-08-02T06:59:59", 30),
        ("2019-08-02T07:00", 14),
        ("2019-08-14T12:00", 7),
        ("2019-08-15T07:00", 1),
        ("2019-08-16T21:59:58", 1),
        ("2019-08-16T21:59:59", None),
        ("2019-08-17T07:00", None),
    ],
)
def test_of_a_deadline_the_latest_reminder_is_due_until_its_last_second(now: str, lead: int | None) -> None:
    found = due(subscriber(), [AUGUST], NO_LETTERS, NOBODY_TOLD, utc(now))
    assert [one.lead for one in found] == ([] if lead is None else [lead])


@pytest.mark.parametrize(
    ("told", "leads"),
    [
        ({KEY: [30, 14]}, [7]),
        ({KEY: [7]}, []),
        ({KEY: [1]}, []),
        ({KEY: [CHANGE]}, [7]),
        ({KEY: [CHANGE, 14]}, [7]),
        ({KEY: []}, [7]),
        ({(AUGUST.id, 1): [7, 1]}, [7]),
        ({("XX-30/1#other", 0): [7, 1]}, [7]),
    ],
)
def test_what_was_told_or_is_overtaken_is_not_due(told: Told, leads: list[int]) -> None:
    assert [one.lead for one in due(subscriber(), [AUGUST], NO_LETTERS, told, WEEK_BEFORE)] == leads


def test_a_late_subscriber_gets_only_what_lies_ahead() -> None:
    late = subscriber(scopes=since_moment("2019-08-09T07:00"))
    assert due(late, [AUGUST], NO_LETTERS, NOBODY_TOLD, utc("2019-08-15T06:59")) == []
    assert pairs(due(late, [AUGUST], NO_LETTERS, NOBODY_TOLD, DAY_BEFORE)) == [(1, DAY_BEFORE)]
    just_in_time = subscriber(scopes=since_moment("2019-08-09T06:59:59"))
    assert pairs(due(just_in_time, [AUGUST], NO_LETTERS, NOBODY_TOLD, WEEK_BEFORE)) == [(7, WEEK_BEFORE)]


def test_a_deadline_that_became_known_late_is_told_only_of_what_lies_ahead() -> None:
    moved = deadline("2019-08-16", revision=1, since="2019-08-10T12:00")
    assert due(subscriber(), [moved], NO_LETTERS, {KEY: [30, 14, 7]}, utc("2019-08-12T00:00")) == []
    assert pairs(due(subscriber(), [moved], NO_LETTERS, {KEY: [30, 14, 7]}, DAY_BEFORE)) == [(1, DAY_BEFORE)]


def test_the_earliest_of_several_subscriptions_counts() -> None:
    scopes = {
        EVERYTHING: utc("2019-08-12T00:00"),
        Scope(kind=ScopeKind.LETTER, name="XX-30/1"): utc("2019-08-01T00:00"),
    }
    assert pairs(due(subscriber(scopes=scopes), [AUGUST], NO_LETTERS, NOBODY_TOLD, WEEK_BEFORE)) == [(7, WEEK_BEFORE)]


def test_nobody_is_told_of_what_nobody_asked_for() -> None:
    other = subscriber(scopes={Scope(kind=ScopeKind.LETTER, name="XX-30/2"): utc("2019-01-01T00:00")})
    assert due(other, [AUGUST], NO_LETTERS, NOBODY_TOLD, WEEK_BEFORE) == []
    assert next_moment(other, [AUGUST], NO_LETTERS, NOBODY_TOLD, WEEK_BEFORE) is None
    assert scheduled(other, [AUGUST], NO_LETTERS, NOBODY_TOLD, WEEK_BEFORE, DAY_BEFORE) == []


def test_a_subscription_from_the_future_counts_as_one_from_long_ago() -> None:
    ahead = subscriber(scopes=since_moment("2026-01-01T00:00"))
    assert pairs(due(ahead, [AUGUST], NO_LETTERS, NOBODY_TOLD, WEEK_BEFORE)) == [(7, WEEK_BEFORE)]
    assert next_moment(ahead, [AUGUST], NO_LETTERS, NOBODY_TOLD, WEEK_BEFORE) == DAY_BEFORE


def test_several_deadlines_are_told_the_soonest_first() -> None:
    later, same = deadline("2019-08-20", name="XX-30/2#a"), deadline("2019-08-16", name="XX-30/0#z")
    hour = deadline("2019-08-16T12:00", name="XX-30/9#hour")
    found = due(subscriber(), [later, AUGUST, hour, same], NO_LETTERS, NOBODY_TOLD, WEEK_BEFORE)
    assert [(one.deadline.id, one.lead) for one in found] == [
        ("XX-30/9#hour", 7),
        ("XX-30/0#z", 7),
        ("XX-30/1#answer", 7),
        ("XX-30/2#a", 14),
    ]


def test_the_moment_may_be_given_by_any_clock() -> None:
    for zone in (ZoneInfo("Europe/Zurich"), timezone(timedelta(hours=-12)), ZoneInfo("Asia/Kathmandu")):
        assert pairs(due(subscriber(), [AUGUST], NO_LETTERS, NOBODY_TOLD, WEEK_BEFORE.astimezone(zone))) == [
            (7, WEEK_BEFORE)
        ]
        assert (
            due(subscriber(), [AUGUST], NO_LETTERS, NOBODY_TOLD, (WEEK_BEFORE - SECOND).astimezone(zone))[0].lead == 14
        )


def test_a_clock_that_shows_an_hour_twice_does_not_reopen_a_deadline() -> None:
    cairo = ZoneInfo("Africa/Cairo")
    one = deadline("2024-10-31T23:30", "Africa/Cairo")
    again = datetime(2024, 10, 31, 23, 10, fold=1, tzinfo=cairo)  # 40 minutes after 23:30 came first
    assert due(subscriber(), [one], NO_LETTERS, NOBODY_TOLD, again) == []
    assert len(due(subscriber(), [one], NO_LETTERS, NOBODY_TOLD, again.replace(fold=0))) == 1


def test_the_next_moment_is_the_soonest_of_all_deadlines() -> None:
    later = deadline("2019-08-20", name="XX-30/2#a")
    who, both = subscriber(), [later, AUGUST]
    assert next_moment(who, both, NO_LETTERS, NOBODY_TOLD, WEEK_BEFORE) == utc("2019-08-13T07:00")
    assert next_moment(who, both, NO_LETTERS, {("XX-30/2#a", 0): [7]}, WEEK_BEFORE) == DAY_BEFORE
    assert next_moment(who, both, NO_LETTERS, {("XX-30/2#a", 0): [7]}, DAY_BEFORE) == utc("2019-08-19T07:00")
    assert next_moment(who, both, NO_LETTERS, NOBODY_TOLD, utc("2019-08-19T07:00")) is None
    assert next_moment(who, [], NO_LETTERS, NOBODY_TOLD, WEEK_BEFORE) is None


def test_the_next_moment_lies_behind_the_subscription() -> None:
    now = utc("2019-08-01T00:00")
    moved = deadline("2019-08-16", since="2019-08-09T07:00")
    assert next_moment(subscriber(), [moved], NO_LETTERS, NOBODY_TOLD, now) == DAY_BEFORE


def test_a_span_shows_every_reminder_that_falls_into_it_in_the_order_of_time() -> None:
    later = deadline("2019-08-20", name="XX-30/2#a")
    found = scheduled(
        subscriber(), [later, AUGUST], NO_LETTERS, {KEY: [14]}, utc("2019-08-02T07:00"), utc("2019-08-19T07:00")
    )
    assert [(one.deadline.id, one.lead, one.at) for one in found] == [
        ("XX-30/2#a", 14, utc("2019-08-06T07:00")),
        (AUGUST.id, 7, WEEK_BEFORE),
        ("XX-30/2#a", 7, utc("2019-08-13T07:00")),
        (AUGUST.id, 1, DAY_BEFORE),
    ]


def test_a_span_includes_its_first_moment_and_not_its_end() -> None:
    for first, until, leads in [
        (WEEK_BEFORE, DAY_BEFORE, [7]),
        (WEEK_BEFORE + SECOND, DAY_BEFORE, []),
        (WEEK_BEFORE, DAY_BEFORE + SECOND, [7, 1]),
        (DAY_BEFORE, WEEK_BEFORE, []),
    ]:
        assert [one.lead for one in scheduled(subscriber(), [AUGUST], NO_LETTERS, NOBODY_TOLD, first, until)] == leads


@pytest.mark.parametrize(
    ("since", "leads"),
    [
        ("2019-08-01T00:00", [14, 7]),
        ("2019-08-02T07:00", [7]),
        ("2019-08-14T23:59:59", []),
        ("2019-08-15T00:00", [14, 7]),
        ("2026-01-01T00:00", [14, 7]),
    ],
)
def test_a_span_in_the_past_shows_the_subscribers_of_today(since: str, leads: list[int]) -> None:
    who = subscriber(scopes=since_moment(since))
    first, until = utc("2019-08-01T00:00"), utc("2019-08-15T00:00")
    assert [one.lead for one in scheduled(who, [AUGUST], NO_LETTERS, NOBODY_TOLD, first, until)] == leads


def test_the_five_letters_set_deadlines_that_come_due(knowledge: Knowledge) -> None:
    book = knowledge.library.book
    found = list(deadlines_of(book).values())
    session = Scope(kind=ScopeKind.SUBJECT, name="sme-session-1")
    who = subscriber(scopes={session: utc("2019-07-24T00:00")})
    first, until = utc("2019-01-01T00:00"), utc("2024-01-01T00:00")
    assert [(one.deadline.id, one.lead, one.at) for one in scheduled(who, found, book, {}, first, until)] == [
        ("CL-19/35#session-deadline", 14, utc("2019-08-02T07:00")),
        ("CL-19/35#session-deadline", 7, WEEK_BEFORE),
        ("CL-19/35#session-deadline", 1, DAY_BEFORE),
    ]
