"""The person's reminders: what they are of and when they come, each with a button to end or change it."""

from collections.abc import Callable
from typing import TypeAlias

from bot.botapi.calls import AnswerPress, Button, Call, EditText, Rows
from bot.reminders import keeping
from bot.store.subscribers import Enrolled
from bot.telegram import asking, personal, subscribing
from bot.telegram.enrolling import private_only
from bot.telegram.pressing import Press
from bot.telegram.reminder_settings import FIELDS, SETTINGS, change, current, field_text, preferences, presets, shown
from bot.telegram.scopes import enrolled, key_of, list_button, name_of, next_line, next_names, scope_button
from bot.telegram.visit import CHANNEL, Visit, column

_MOST_BUTTONS = 30
_Action: TypeAlias = Callable[[Visit, Press], list[Call]]


def subscriptions(visit: Visit) -> list[Call]:
    """Show what the person is reminded of, and when."""
    if not visit.is_private:
        return private_only(visit, "subscriptions")
    who = enrolled(visit)
    if who is None:
        return subscribing.offer(visit, "remind.none")
    return visit.send(_listed(visit, who), _ways(visit, who))


def stop(visit: Visit) -> list[Call]:
    """End all reminders at once, with those that wait."""
    if not visit.is_private:
        return private_only(visit, "stop")
    return visit.send(_stopped(visit))


def _stopped(visit: Visit) -> str:
    was = enrolled(visit) is not None
    keeping.stop(visit.connection, CHANNEL, str(visit.user), visit.now)
    return visit.say("remind.stopped" if was else "remind.none_to_stop")


def _listed(visit: Visit, who: Enrolled) -> str:
    scopes = [f"– {name_of(visit, scope)}" for scope, _ in who.scopes]
    when = [field_text(visit, who, name) for name in FIELDS]
    coming = [f"– {name}" for name in next_names(visit, who)]
    return "\n".join([visit.say("remind.list"), *scopes, "", *when, "", next_line(visit, who), *coming])


def _ways(visit: Visit, who: Enrolled) -> Rows:
    ends = [scope_button(visit, scope, "off", "✕ ") for scope, _ in who.scopes[:_MOST_BUTTONS]]
    changes = [Button(text=f"✎ {visit.say(f'remind_fields.{name}')}", data=f"n:{name}") for name in FIELDS]
    more = Button(text=visit.say("buttons.more_reminders"), data="n:more")
    buttons = [*changes, more]
    pairs = tuple(tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2))
    return (*column(*ends), *pairs, (Button(text=visit.say("buttons.end_reminders"), data="n:stop"),))


# -- settings -------------------------------------------------------------------------------------------------------


def set_or_ask(visit: Visit, text: str = "", *, name: str) -> list[Call]:
    """Change a setting, or ask for it.

    Args:
        visit: the update.
        text: what stands after the command; it can be anything.
        name: of the setting, one of `reminder_settings.SETTINGS`.
    """
    if not visit.is_private:
        return private_only(visit, SETTINGS[name].command)
    who = enrolled(visit)
    if who is None:
        return subscribing.offer(visit, "remind.none")
    if not text.strip():
        return _ask(visit, who, name, f"remind.{name}_which")
    choices = change(visit, who.choices, name, text)
    if choices is None:
        return _ask(visit, who, name, f"remind.{name}_bad")
    keeping.choose(visit.connection, who, choices, visit.now)
    return visit.send(_noted(visit, name), column(list_button(visit)))


def _ask(visit: Visit, who: Enrolled, name: str, key: str) -> list[Call]:
    now_set = current(visit, who, name)
    buttons = [
        Button(text=f"{'✓ ' if value == now_set else ''}{shown(visit, value)}", data=f"n:{name}:{data}")
        for data, value in presets(visit, name)
    ]
    return visit.send(visit.say(key), column(*buttons))


def _noted(visit: Visit, name: str) -> str:
    who = enrolled(visit)
    assert who is not None  # noqa: S101 - just changed, in this transaction
    own = preferences(visit, who)
    at_night = own.quiet is not None and own.quiet.covers(own.send_at)
    quiet = [visit.say("remind.at_night", quiet=shown(visit, own.quiet))] if at_night else []
    return "\n".join([visit.say("remind.noted"), field_text(visit, who, name), *quiet, "", next_line(visit, who)])


# -- buttons --------------------------------------------------------------------------------------------------------


def press(visit: Visit, pressed: Press) -> list[Call]:
    """Take a button of reminders; they are personal, and so is every message that bears them."""
    if not visit.is_private:
        return [AnswerPress(press=pressed.id, text=visit.say("private_only"))]
    action = _ACTIONS.get(pressed.part(0))
    return action(visit, pressed) if action else asking.old_button(visit, pressed)


def _end(visit: Visit, pressed: Press) -> list[Call]:
    """End one subscription, and show what is left in the same place."""
    who = enrolled(visit)
    scope = next((s for s, _ in who.scopes if key_of(s) == pressed.part(1)), None) if who else None
    if scope is None:
        return [AnswerPress(press=pressed.id, text=visit.say("remind.ended"))]
    keeping.stop(visit.connection, CHANNEL, str(visit.user), visit.now, [scope])
    left = enrolled(visit)
    text = _listed(visit, left) if left else visit.say("remind.stopped")
    rows = _ways(visit, left) if left else ()
    shown_now = EditText(chat=visit.chat, message=pressed.message, text=text, rows=rows)
    return [AnswerPress(press=pressed.id, text=visit.say("remind.ended")), shown_now]


def _end_all(visit: Visit, pressed: Press) -> list[Call]:
    done = EditText(chat=visit.chat, message=pressed.message, text=_stopped(visit))
    return [AnswerPress(press=pressed.id), done]


def _setting_pressed(name: str) -> _Action:
    def action(visit: Visit, pressed: Press) -> list[Call]:
        who, chosen = enrolled(visit), pressed.part(1)
        done = AnswerPress(press=pressed.id)
        if who is None:
            return [done, *subscribing.offer(visit, "remind.none")]
        if not chosen:
            return [done, *_ask(visit, who, name, f"remind.{name}_which")]
        choices = change(visit, who.choices, name, chosen)
        if choices is None:
            return asking.old_button(visit, pressed)
        keeping.choose(visit.connection, who, choices, visit.now)
        rows = column(list_button(visit))
        return [done, EditText(chat=visit.chat, message=pressed.message, text=_noted(visit, name), rows=rows)]

    return action


def _then(answer: Callable[[Visit], list[Call]]) -> _Action:
    return lambda visit, pressed: [AnswerPress(press=pressed.id), *answer(visit)]


_ACTIONS: dict[str, _Action] = {
    "list": _then(subscriptions),
    "more": _then(subscribing.offer),
    "ask": subscribing.press_remind,
    "on": subscribing.press_on,
    "off": _end,
    "stop": _end_all,
    "leads": _setting_pressed("leads"),
    "hour": _setting_pressed("hour"),
    "quiet": _setting_pressed("quiet"),
    "zone": _then(lambda visit: personal.timezone(visit, "")),
    "language": _then(lambda visit: personal.language(visit, "")),
}
