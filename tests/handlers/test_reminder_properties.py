"""What holds for every deadline, subscriber and clock, around the days on which clocks are changed."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from handlers.deadline import Deadline
from handlers.reminder import CHANGE, Told, due, next_moment, plan, scheduled
from handlers.subscription import EVERYTHING, Preferences, Quiet, Subscriber
from tests.handlers.reminding import LONG_AGO, NO_LETTERS, deadline, noted, preferences, subscriber

ZONES = [
    "Europe/Zurich",
    "America/New_York",
    "Australia/Lord_Howe",
    "Africa/Cairo",
    "America/Sao_Paulo",
    "America/Nuuk",
    "Pacific/Apia",
    "Pacific/Kiritimati",
    "Pacific/Pago_Pago",
    "UTC",
]
CHANGES = [
    date(2019, 3, 31),
    date(2019, 11, 3),
    date(2024, 4, 26),
    date(2024, 10, 31),
    date(2018, 11, 4),
    date(2011, 12, 30),
]
"""Days on which one of these zones changes its clock, and the others have changes near."""
MINUTE = timedelta(minutes=1)

clocks = st.times().map(lambda clock: clock.replace(second=0, microsecond=0))
nights = st.none() | st.builds(Quiet, start=clocks, end=clocks)


@st.composite
def deadlines(draw: st.DrawFn, name: str = "XX-30/1#answer") -> Deadline:
    """A deadline near a change of clocks, with or without an hour."""
    day = draw(st.sampled_from(CHANGES)) + timedelta(days=draw(st.integers(-3, 40)))
    clock = draw(st.none() | clocks)
    value = f"{day}T{clock:%H:%M}{draw(st.sampled_from(['', 'Z']))}" if clock else f"{day}"
    since = draw(st.none() | st.integers(0, 60))
    known = f"{datetime.combine(day, time.min) - timedelta(days=since)}" if since is not None else ""
    return deadline(value, draw(st.sampled_from(ZONES)), name=name, since=known)


@st.composite
def wishes(draw: st.DrawFn) -> Preferences:
    """How somebody wants to be reminded: at any minute, at any distance, with any night or none."""
    leads = draw(st.sets(st.integers(1, 40), min_size=1, max_size=5))
    return preferences(
        draw(st.sampled_from(ZONES)),
        leads=tuple(sorted(leads, reverse=True)),
        send_at=f"{draw(clocks)}",
        quiet=draw(nights),
    )


def _moments(draw: st.DrawFn, about: Deadline, count: int) -> list[datetime]:
    """Moments in the weeks before a deadline, in order."""
    minutes = draw(st.lists(st.integers(-60 * 24 * 60, 3 * 24 * 60), min_size=count, max_size=count))
    return sorted(about.ends.astimezone(UTC) + n * MINUTE for n in minutes)


@st.composite
def situations(draw: st.DrawFn) -> tuple[Subscriber, list[Deadline], list[datetime]]:
    """Somebody who subscribed at some time, one or two deadlines, and moments in order."""
    several = [draw(deadlines(f"XX-30/{n}#answer")) for n in range(draw(st.integers(1, 2)))]
    moments = _moments(draw, several[0], draw(st.integers(1, 8)))
    since = draw(st.sampled_from([LONG_AGO, *moments]) | st.just(moments[-1] + timedelta(days=300)))
    return subscriber(draw(wishes()), {EVERYTHING: since}), several, moments


@given(deadlines(), wishes())
def test_a_plan_is_in_order_ends_before_the_deadline_and_avoids_the_night_where_it_can(
    one: Deadline, wanted: Preferences
) -> None:
    planned = plan(one, wanted)
    assert all(item.at < one.ends for item in planned)
    assert all(first.at < second.at and first.lead > second.lead for first, second in pairwise(planned))
    assert {item.lead for item in planned} <= set(wanted.lead_days)
    for item in planned:
        shown = item.at.astimezone(ZoneInfo(wanted.zone))
        disturbed = wanted.quiet is not None and wanted.quiet.covers(shown.time())
        assert not disturbed or one.ends.astimezone(UTC) - item.at < timedelta(hours=49)


@given(situations())
def test_nothing_is_due_twice_or_too_early_or_too_late(
    situation: tuple[Subscriber, list[Deadline], list[datetime]],
) -> None:
    who, several, moments = situation
    told: Told = {}
    for now in moments:
        found = due(who, several, NO_LETTERS, told, now)
        assert all(one.at <= now < one.deadline.ends for one in found)
        assert all(one.lead not in told.get((one.deadline.id, 0), ()) for one in found)
        assert len({one.deadline.id for one in found}) == len(found)
        told = noted(told, found)
        assert due(who, several, NO_LETTERS, told, now) == []


def _told_by(who: Subscriber, one: Deadline, ticks: Sequence[datetime]) -> set[int]:
    """The leads that somebody is told by a service that ticks at these moments."""
    told: Told = {(one.id, 0): {CHANGE}}
    for now in ticks:
        told = noted(told, due(who, [one], NO_LETTERS, told, now))
    return set(told[one.id, 0]) - {CHANGE}


@given(deadlines(), wishes(), st.data())
def test_each_tick_tells_the_latest_reminder_since_the_one_before(
    one: Deadline, wanted: Preferences, data: st.DataObject
) -> None:
    ticks = data.draw(st.composite(_moments)(one, data.draw(st.integers(1, 12))))
    who = subscriber(wanted)
    in_time = [now for now in ticks if now < one.ends]
    expected = set()
    for before, now in pairwise([LONG_AGO, *in_time]):
        between = [item.lead for item in plan(one, wanted) if before < item.at <= now and item.at > one.since]
        expected |= set(between[-1:])
    assert _told_by(who, one, ticks) == expected


@given(deadlines(), wishes())
def test_a_service_that_always_runs_tells_all_and_one_that_slept_only_the_latest(
    one: Deadline, wanted: Preferences
) -> None:
    who, last = subscriber(wanted), one.ends.astimezone(UTC) - MINUTE
    hourly = [last - n * timedelta(hours=1) for n in range(24 * 45, -1, -1)]
    wanted_leads = [item.lead for item in plan(one, wanted) if one.since < item.at <= last]
    assert _told_by(who, one, hourly) == set(wanted_leads)
    assert _told_by(who, one, [last]) == set(wanted_leads[-1:])


@given(situations(), st.data())
def test_the_next_moment_is_the_first_at_which_more_is_due(
    situation: tuple[Subscriber, list[Deadline], list[datetime]], data: st.DataObject
) -> None:
    who, several, (now, *_) = situation
    ahead = next_moment(who, several, NO_LETTERS, {}, now)
    told = noted({}, due(who, several, NO_LETTERS, {}, now))
    assert next_moment(who, several, NO_LETTERS, told, now) == ahead
    end = ahead or max(one.ends for one in several) + timedelta(days=1)
    if end > now:
        span = (end - now) // timedelta.resolution
        between = [now + data.draw(st.integers(0, span - 1)) * timedelta.resolution for _ in range(5)]
        assert all(due(who, several, NO_LETTERS, told, at) == [] for at in [*between, end - timedelta.resolution])
    if ahead:
        assert ahead > now
        assert due(who, several, NO_LETTERS, told, ahead) != []


@given(situations())
def test_a_service_that_wakes_at_every_next_moment_sends_what_the_preview_shows(
    situation: tuple[Subscriber, list[Deadline], list[datetime]],
) -> None:
    who, several, moments = situation
    first, until = moments[0], moments[-1]
    told = noted({}, due(who, several, NO_LETTERS, {}, first - timedelta.resolution))
    shown = scheduled(who, several, NO_LETTERS, told, first, until)
    assert shown == sorted(shown, key=lambda one: one.at)
    assert all(first <= one.at < until for one in shown)
    if min(who.scopes.values()) > first:
        return
    sent, now = [], first
    while now < until:
        found = due(who, several, NO_LETTERS, told, now)
        sent += found
        told = noted(told, found)
        now = next_moment(who, several, NO_LETTERS, told, now) or until
    assert sorted((one.at, one.deadline.id, one.lead) for one in sent) == sorted(
        (one.at, one.deadline.id, one.lead) for one in shown
    )
