"""`plazo subscribers`: who is reminded of deadlines, and what the secretariat changes about that."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.console import bold, fail, one_line
from bot.cli.options import ConfigOption, load_settings, open_letters
from bot.cli.person import EMAIL, EmailOption, TelegramOption, read_person
from bot.cli.several import SeveralValues
from bot.cli.state import JsonOption, NowOption, moment_of, open_state, print_json, shown

if TYPE_CHECKING:
    from datetime import datetime

    from bot.cli.wishes import WishReader
    from bot.reminders.world import World
    from bot.store.subscribers import Enrolled
    from handlers.reminder import Told
    from handlers.subscription import Preferences, Scope

app = typer.Typer(no_args_is_help=True, help="Those who are reminded of deadlines.", rich_markup_mode=None)

SubjectOption = Annotated[
    list[str] | None,
    typer.Option(
        "--subject",
        metavar="S...",
        help="A subject, letter or deadline by id or name, or all; several may follow. By default all.",
    ),
]


@app.command("add", cls=SeveralValues)
def add(  # noqa: PLR0917 - one option each
    email: EmailOption = None,
    telegram: TelegramOption = None,
    lang: Annotated[str | None, typer.Option("--lang", metavar="LL", help="ar, en, es, fr, ru or zh.")] = None,
    timezone: Annotated[
        str | None, typer.Option("--timezone", metavar="TZ", help="An IANA name, a city or a country.")
    ] = None,
    subject: SubjectOption = None,
    lead_days: Annotated[
        list[str] | None,
        typer.Option("--lead-days", metavar="N...", help="How many days before a deadline; several may follow."),
    ] = None,
    send_at: Annotated[
        str | None, typer.Option("--send-at", metavar="HH:MM", help="When, by the subscriber's clock.")
    ] = None,
    config: ConfigOption = None,
    now: NowOption = None,
) -> None:
    """Enrol somebody, who counts as confirmed; of a subscriber, change what is given, and add the subjects."""
    channel, address = read_person("add", email, telegram)
    moment, settings = moment_of(now), load_settings(config)
    from bot.cli.wishes import WishReader, check_address, read_clock, read_days, read_tongue
    from bot.reminders.enrolling import Wish, enrol
    from bot.reminders.world import general_preferences
    from bot.store import people, subscribers
    from handlers.errors import SubscriptionError

    reader = WishReader(open_letters(config), moment)
    try:
        language = read_tongue(lang)
        wish = Wish(
            channel=channel,
            address=check_address(address) if channel == EMAIL else address,
            language=language,
            timezone=reader.zone(timezone, language) if timezone is not None else None,
            scopes=reader.scopes(subject or (), language),
            lead_days=read_days(lead_days or ()),
            send_at=read_clock(send_at),
        )
    except SubscriptionError as error:
        fail(str(error))
    with open_state(config).transaction() as connection:
        (outcome,) = enrol(connection, [wish], moment)
        people.see(connection, channel, address, moment)  # can be reached again, for all that the secretariat knows
        who = subscribers.find(connection, channel, address)
    assert who is not None  # noqa: S101 - enrolled in this transaction
    print(f"{channel} {address}: {outcome}: {_set(who, general_preferences(settings))}")


def _set(who: "Enrolled", otherwise: "Preferences") -> str:
    """What is set for somebody, in a line."""
    own = who.subscriber(otherwise).preferences
    days = ", ".join(map(str, own.lead_days))
    quiet = f", quiet {own.quiet.start:%H:%M}-{own.quiet.end:%H:%M}" if own.quiet else ""
    of_what, clock = _scopes(scope for scope, _ in who.scopes), f"{own.send_at:%H:%M}{quiet}"
    return f"{of_what}; {days} days before at {clock}; {own.zone}; {own.language}"


def _scopes(scopes: "Iterable[Scope]") -> str:
    return one_line(", ".join(map(str, scopes)))


@app.command("list")
def list_subscribers(config: ConfigOption = None, as_json: JsonOption = False, now: NowOption = None) -> None:
    """List the subscribers in the order of their coming, with how and of what each is reminded, and when next."""
    moment, settings = moment_of(now), load_settings(config)
    knowledge, database = open_letters(config), open_state(config)
    from bot.reminders.world import read_world
    from bot.store import reminders, subscribers

    with database.reading() as connection:
        world = read_world(connection, knowledge, settings)
        found = subscribers.listed(connection)
        told = reminders.histories(connection, [(who.channel, who.address) for who in found])
    if not found and not as_json:
        print("Nothing to be listed.")
    for who in found:
        history = told.get((who.channel, who.address), reminders.NOTHING_TOLD)
        values = _as_json(who, world, history.told, moment)
        if as_json:
            print_json(values)
        else:
            print("\n".join(_lines(who, world, values)))


def _as_json(who: "Enrolled", world: "World", told: "Told", now: "datetime") -> dict[str, Any]:
    from bot.store.subscribers import Stage
    from handlers.reminder import next_moment

    subscriber = who.subscriber(world.otherwise)
    own, is_reminded = subscriber.preferences, who.active and who.stage is Stage.ACTIVE
    return {
        "channel": who.channel,
        "address": who.address,
        "language": own.language,
        "timezone": own.zone,
        "subjects": [str(scope) for scope, _ in who.scopes],
        "lead_days": list(own.lead_days),
        "send_at": f"{own.send_at:%H:%M}",
        "quiet_hours": [f"{own.quiet.start:%H:%M}", f"{own.quiet.end:%H:%M}"] if own.quiet else None,
        "state": str(who.stage) if who.active else "unreachable",
        "since": who.created_at,
        "next_at": next_moment(subscriber, world.deadlines.values(), world.book, told, now) if is_reminded else None,
    }


def _lines(who: "Enrolled", world: "World", values: dict[str, Any]) -> Iterator[str]:
    ahead = f"; next {shown(values['next_at'])}" if values["next_at"] else ""
    yield bold(f"{who.channel} {one_line(who.address)}  {values['state']}")
    yield f"    {_set(who, world.otherwise)}"
    yield f"    since {shown(who.created_at)}{ahead}"


@app.command("remove", cls=SeveralValues)
def remove(
    email: EmailOption = None,
    telegram: TelegramOption = None,
    subject: Annotated[
        list[str] | None,
        typer.Option("--subject", metavar="S...", help="End these subscriptions only; by default all end."),
    ] = None,
    config: ConfigOption = None,
    now: NowOption = None,
) -> None:
    """End somebody's reminders at once, also those that wait to be sent."""
    channel, address = read_person("remove", email, telegram)
    moment = moment_of(now)
    from bot.cli.wishes import WishReader
    from bot.reminders import keeping
    from bot.store import subscribers
    from handlers.errors import SubscriptionError

    reader = WishReader(open_letters(config), moment) if subject else None
    with open_state(config).transaction() as connection:
        who = subscribers.find(connection, channel, address)
        if who is None:
            fail(f"{channel} {address}: is not subscribed")
        try:
            ended = _named(who, subject or (), reader) if reader else [scope for scope, _ in who.scopes]
        except SubscriptionError as error:
            fail(str(error))
        keeping.stop(connection, channel, address, moment, ended)
        left = subscribers.find(connection, channel, address)
    rest = f"still reminded of {_scopes(scope for scope, _ in left.scopes)}" if left else "no reminders any more"
    print(f"{channel} {address}: ended: {_scopes(ended)}; {rest}.")


def _named(who: "Enrolled", texts: "Iterable[str]", reader: "WishReader") -> "list[Scope]":
    """The subscriptions of somebody that are named.

    Raises:
        SubscriptionError: what is named is none of them.
    """
    from handlers.errors import SubscriptionError

    mine = {str(scope): scope for scope, _ in who.scopes}  # of letters, too, that are not there any more
    named: list[Scope] = []
    for text in texts:
        found = [mine[text]] if text in mine else list(reader.scopes([text], who.language))
        for scope in found:
            if str(scope) not in mine:
                raise SubscriptionError(
                    f"subject: {text[:60]!r} is none of the subscriptions: {_scopes(mine.values())}"
                )
        named += found
    return list(dict.fromkeys(named))
