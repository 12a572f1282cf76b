"""What a person sets and is told about itself: language, time zone, the data that is kept, and its erasure."""

import json

from babel import Locale

from bot.botapi.calls import AnswerPress, Button, Call, EditText
from bot.reminders import keeping
from bot.store import erasure, people
from bot.telegram import asking
from bot.telegram.enrolling import private_only
from bot.telegram.pressing import Press
from bot.telegram.visit import CHANNEL, Visit, column
from handlers.places import find_zone, zone_label
from knowledge.model import LANGUAGES
from knowledge.text import fold

_USUAL_ZONES = ("Europe/Zurich", "America/New_York", "Africa/Nairobi", "Asia/Shanghai")


def own_name(language: str) -> str:
    """What a language is called in itself."""
    name = Locale(language).get_display_name() or language
    return name[:1].upper() + name[1:]


def language(visit: Visit, text: str) -> list[Call]:
    """Set the language that is named, or offer the six."""
    wanted = fold(text.strip())
    names = {fold(own_name(code)): code for code in LANGUAGES} | {code: code for code in LANGUAGES} | {"auto": "auto"}
    if wanted in names:
        return _set_language(visit, names[wanted])
    six = [Button(text=own_name(code), data=f"g:{code}") for code in LANGUAGES]
    rows = tuple(tuple(six[at : at + 2]) for at in range(0, len(six), 2))
    automatic = (Button(text=visit.say("buttons.automatic"), data="g:auto"),)
    return visit.send(visit.say("language_unknown" if wanted else "language_which"), (*rows, automatic))


def _set_language(visit: Visit, code: str) -> list[Call]:
    before = visit.language
    chosen = None if code == "auto" else code
    people.choose(visit.connection, CHANNEL, visit.person.address, language=chosen)
    texts = visit.desk.knowledge.conversation(chosen or before)
    return visit.send(texts.say("language_automatic" if chosen is None else "language_set"))


def press_language(visit: Visit, press: Press) -> list[Call]:
    """Set the language of a button."""
    code = press.part(0)
    if code not in {*LANGUAGES, "auto"}:
        return asking.old_button(visit, press)
    return [AnswerPress(press=press.id), *_set_language(visit, code)]


def timezone(visit: Visit, text: str) -> list[Call]:
    """Set the time zone of a city, a country or a name, or say which one is set."""
    if not visit.is_private:
        return private_only(visit, "timezone")
    if not text.strip():
        now_set = visit.person.timezone
        said = visit.say("timezone_is", zone=zone_label(now_set, visit.language)) if now_set else ""
        return visit.send("\n".join(filter(None, [said, visit.say("timezone_which")])), _zones(visit, _USUAL_ZONES))
    found = find_zone(text, visit.language)
    if found.zone:
        return _set_zone(visit, found.zone)
    key = "timezone_several" if found.suggestions else "timezone_unknown"
    return visit.send(visit.say(key), _zones(visit, found.suggestions or _USUAL_ZONES))


def _zones(visit: Visit, zones: tuple[str, ...]) -> tuple[tuple[Button, ...], ...]:
    return column(*(Button(text=zone_label(zone, visit.language), data=f"z:{zone}") for zone in zones))


def _set_zone(visit: Visit, zone: str) -> list[Call]:
    people.choose(visit.connection, CHANNEL, visit.person.address, timezone=zone)
    keeping.replan(visit.connection, CHANNEL, visit.person.address, visit.now)
    return visit.tell("timezone_set", zone=zone_label(zone, visit.language))


def press_zone(visit: Visit, press: Press) -> list[Call]:
    """Set the time zone of a button."""
    found = find_zone(press.part(0), visit.language)
    if not found.zone:
        return asking.old_button(visit, press)
    return [AnswerPress(press=press.id), *_set_zone(visit, found.zone)]


def my_data(visit: Visit) -> list[Call]:
    """Everything that is kept on the person, as a file."""
    if not visit.is_private:
        return private_only(visit, "mydata")
    kept = erasure.kept_on(visit.connection, CHANNEL, str(visit.user))
    content = json.dumps(kept, ensure_ascii=False, indent=2, default=str) + "\n"
    return [visit.file("plazo-my-data.json", content, visit.say("mydata_caption"))]


def forget(visit: Visit) -> list[Call]:
    """Ask whether everything is to be erased."""
    if not visit.is_private:
        return private_only(visit, "forget")
    yes = Button(text=visit.say("buttons.erase"), data="f:yes")
    no = Button(text=visit.say("buttons.keep"), data="f:no")
    return visit.send(visit.say("forget_sure"), column(yes, no))


def press_forget(visit: Visit, press: Press) -> list[Call]:
    """Erase everything, or nothing."""
    if not visit.is_private:
        return asking.old_button(visit, press)
    sure = press.part(0) == "yes"
    text = visit.say("forgotten" if sure else "kept")
    if sure:
        erasure.forget(visit.connection, CHANNEL, str(visit.user))
    return [AnswerPress(press=press.id), EditText(chat=visit.chat, message=press.message, text=text)]
