"""The settings of reminders in a chat: how each is read, what is offered for it, and how it is shown."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import time
from typing import Any

from bot.store.subscribers import Choices, Enrolled
from bot.telegram.personal import own_name
from bot.telegram.visit import Visit
from handlers.places import zone_label
from handlers.reminder_settings import days_text, hour_text, quiet_text, read_hour, read_leads, read_quiet
from handlers.subscription import Preferences, Quiet
from knowledge.model import LANGUAGES

_USUAL, _OFF = "usual", "off"


@dataclass(frozen=True, kw_only=True)
class Setting:
    """One that reminders alone have. `command` sets it, `presets` are offered for it, as the command takes them.

    `of` gives its value, `read` the choices with another value; None where a text names none.
    """

    command: str
    presets: tuple[str, ...]
    of: Callable[[Preferences], Any]
    read: Callable[[str, Choices], Choices | None]


def _leads(text: str, before: Choices) -> Choices | None:
    days = read_leads(text)
    return replace(before, lead_days=days) if days else None


def _hour(text: str, before: Choices) -> Choices | None:
    hour = read_hour(text)
    return None if hour is None else replace(before, send_at=hour)


def _quiet(text: str, before: Choices) -> Choices | None:
    if text == _OFF:
        return replace(before, quiet=())
    quiet = read_quiet(text)
    return replace(before, quiet=(quiet.start, quiet.end)) if quiet else None


SETTINGS = {
    "leads": Setting(command="leadtimes", presets=("7 1", "1"), of=lambda own: own.lead_days, read=_leads),
    "hour": Setting(command="remindat", presets=("8.00", "12.00", "18.00"), of=lambda own: own.send_at, read=_hour),
    "quiet": Setting(command="quiet", presets=("22.00-07.00", _OFF), of=lambda own: own.quiet, read=_quiet),
}
"""Values of buttons hold no colon, which parts them from what stands before."""
FIELDS = (*SETTINGS, "zone", "language")
"""All that decides how somebody is reminded, in the order in which it is shown."""


def change(visit: Visit, before: Choices, name: str, text: str) -> Choices | None:
    """The choices with another value for a setting; None where a text names none.

    Args:
        visit: the update.
        before: what was chosen so far.
        name: of the setting.
        text: what was written, or the value of a button; it can be anything.
    """
    plain = text.strip()
    if plain == _USUAL:
        return replace(before, **{_FIELD_OF[name]: None})
    is_off = plain.casefold() in {word.strip() for word in visit.say("remind.off_words").casefold().split(";")}
    return SETTINGS[name].read(_OFF if is_off else plain, before)


_FIELD_OF = {"leads": "lead_days", "hour": "send_at", "quiet": "quiet"}


def presets(visit: Visit, name: str) -> Iterator[tuple[str, object]]:
    """The values that are offered for a setting, as buttons bear them and as they are; the general one first."""
    setting = SETTINGS[name]
    usual = setting.of(visit.world.otherwise)
    yield _USUAL, usual
    for preset in setting.presets:
        value = _value(visit, setting, preset)
        if value != usual:
            yield preset, value


def _value(visit: Visit, setting: Setting, text: str) -> object:
    choices = setting.read(text, Choices())
    assert choices is not None  # noqa: S101 - the presets above can be read
    quiet = Quiet(start=choices.quiet[0], end=choices.quiet[1]) if choices.quiet else None
    own = replace(
        visit.world.otherwise,
        lead_days=choices.lead_days or (),
        send_at=choices.send_at or time.min,
        quiet=quiet,
    )
    return setting.of(own)


def preferences(visit: Visit, who: Enrolled) -> Preferences:
    """How somebody is reminded, by their own choices and the general settings."""
    return who.subscriber(visit.world.otherwise).preferences


def current(visit: Visit, who: Enrolled, name: str) -> object:
    """The value of a setting that holds for somebody."""
    return SETTINGS[name].of(preferences(visit, who))


def shown(visit: Visit, value: object) -> str:
    """A value of a setting in the person's language."""
    match value:
        case time():
            return hour_text(value, visit.language)
        case Quiet():
            return visit.wording.apart(quiet_text(value, visit.language))
        case tuple():
            return days_text(value, visit.language)
    return visit.say("remind.no_quiet")


def field_text(visit: Visit, who: Enrolled, name: str) -> str:
    """A line that tells a setting."""
    own = preferences(visit, who)
    if name == "zone":
        value = visit.wording.apart(zone_label(own.zone, visit.language))
    elif name == "language":
        value = own_name(own.language if own.language in LANGUAGES else visit.language)
    else:
        value = shown(visit, SETTINGS[name].of(own))
    return visit.say("form.field", name=visit.say(f"remind_fields.{name}"), value=value)
