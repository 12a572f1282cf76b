"""The guided expression of interest: one message a step, back and cancel at any point, a review before it is sent."""

from bot.botapi.calls import AnswerPress, Button, Call, EditButtons, Rows
from bot.store import dialogues, interests
from bot.telegram import asking
from bot.telegram.pressing import Press
from bot.telegram.visit import CHANNEL, Visit, column, slug
from handlers import enrolment
from handlers.enrolment import Form, Step
from handlers.interest import Action, Interest, Sender, State, calls, is_late, submit, withdraw
from handlers.places import country_name
from handlers.render import phone_text

_MOST_CALLS = 10
_OPTIONAL = frozenset({Step.POSITION, Step.PHONE})
_ORDER = tuple(Step)


def begin(visit: Visit, letter: str = "") -> list[Call]:
    """Begin a form, or go on with the one that was begun.

    Args:
        visit: the update.
        letter: what a deep link or the person names, by its slug or reference; it can be anything.
    """
    reference = visit.desk.letters.get(slug(letter.strip()))
    if not visit.is_private:
        return private_only(visit, f"register_{slug(reference)}" if reference else "register")
    form = dialogues.open_form(visit.connection, visit.speaking)
    if form is not None:
        return [*visit.tell("form.goes_on"), *_keep(visit, form)]
    return [*_own_entries(visit), *_keep(visit, enrolment.begin(reference if reference in _calls(visit) else None))]


def private_only(visit: Visit, payload: str) -> list[Call]:
    """Send somebody from a group to the private chat."""
    button = Button(text=visit.say("buttons.private"), url=visit.desk.link(payload))
    return visit.send(visit.say("private_only"), column(button))


def _calls(visit: Visit) -> list[str]:
    return calls(visit.desk.book, visit.now, visit.desk.watched)


def _own_entries(visit: Visit) -> list[Call]:
    """What the person has sent already, each with a button to withdraw it."""
    entries = interests.owned(visit.connection, CHANNEL, str(visit.user))
    live = [entry for entry in entries if entry.state is not State.WITHDRAWN]
    if not live:
        return []
    lines = [visit.say("form.have_sent"), *(f"– {_entry_line(visit, entry)}" for entry in live)]
    buttons = [
        Button(text=visit.say("buttons.withdraw", number=entry.id), data=f"e:withdraw:{entry.id}") for entry in live
    ]
    return visit.send("\n".join(lines), column(*buttons))


def _entry_line(visit: Visit, entry: Interest) -> str:
    names = visit.wording.say("comma").join(visit.wording.apart(p.name) for p in entry.participants)
    state = visit.say(f"states.{entry.state}")
    letter = visit.wording.apart(entry.letter or "")
    return visit.say("form.entry", number=entry.id, names=names, letter=letter, state=state)


def _keep(visit: Visit, form: Form) -> list[Call]:
    dialogues.keep_form(visit.connection, visit.speaking, form, visit.now)
    return _prompt(visit, form)


# -- what is shown --------------------------------------------------------------------------------------------------


def _prompt(visit: Visit, form: Form) -> list[Call]:
    if form.step is Step.REVIEW:
        return _review(visit, form)
    step = visit.say("form.step", number=_ORDER.index(form.step) + 1, total=len(_ORDER))
    text = f"{step} {visit.say(f'form.ask_{form.step}')}"
    rows: Rows = column(*_choices(visit)) if form.step is Step.CALL else ()
    return visit.send(text, (*rows, _ways(visit, form)))


def _choices(visit: Visit) -> list[Button]:
    buttons = []
    for reference in _calls(visit)[:_MOST_CALLS]:
        late = is_late(reference, visit.desk.book, visit.now)
        label = visit.say("form.late_call" if late else "form.open_call", letter=reference)
        buttons.append(Button(text=label, data=f"e:call:{slug(reference)}"))
    return buttons


def _ways(visit: Visit, form: Form) -> tuple[Button, ...]:
    ways = []
    if form.step in _OPTIONAL:
        ways.append(Button(text=visit.say("buttons.skip"), data=f"e:skip:{form.step}"))
    if form.step is not _ORDER[0]:
        ways.append(Button(text=visit.say("buttons.back"), data=f"e:back:{form.step}"))
    return (*ways, Button(text=visit.say("buttons.cancel"), data="e:cancel"))


def _shown(visit: Visit, form: Form, step: Step) -> str:
    value = {
        Step.CALL: form.letter,
        Step.NAME: form.name,
        Step.POSITION: form.position,
        Step.ORGANIZATION: form.organization,
        Step.COUNTRY: form.country and country_name(form.country, visit.language),
        Step.EMAIL: form.email,
        Step.PHONE: form.phone and phone_text(form.phone),
    }[step]
    return visit.wording.apart(value) if value else visit.say("form.nothing")


def _summary(visit: Visit, form: Form) -> list[str]:
    return [
        visit.say("form.field", name=visit.say(f"fields.{step}"), value=_shown(visit, form, step))
        for step in _ORDER
        if step is not Step.REVIEW
    ]


def _review(visit: Visit, form: Form) -> list[Call]:
    lines = [visit.say("form.review"), "", *_summary(visit, form)]
    if is_late(form.letter, visit.desk.book, visit.now):
        lines += ["", visit.say("form.late")]
    edits = [
        Button(text=visit.say("buttons.change", name=visit.say(f"fields.{step}")), data=f"e:edit:{step}")
        for step in _ORDER
        if step is not Step.REVIEW
    ]
    pairs = tuple(tuple(edits[at : at + 2]) for at in range(0, len(edits), 2))
    send = (Button(text=visit.say("buttons.send"), data="e:send"),)
    return visit.send("\n".join(lines), (send, *pairs, _ways(visit, form)))


# -- what is typed --------------------------------------------------------------------------------------------------


def enter(visit: Visit, form: Form, text: str) -> list[Call]:
    """Take what was typed at a step; a question is answered, and the step asked again."""
    if not dialogues.is_form_fresh(visit.connection, visit.speaking, visit.now):
        return [*asking.answer(visit, text), *_remind(visit)]
    if enrolment.is_question(text):
        if form.letter and visit.remembered.dialogue.last is None:
            asking.take_up(visit, form.letter)
        return [*asking.answer(visit, text), *_prompt(visit, form)]
    if form.step is Step.CALL:
        return _call_typed(visit, form, text)
    if form.step is Step.REVIEW:
        return [*visit.tell("form.nothing_to_enter"), *_prompt(visit, form)]
    entered = enrolment.enter(form, text)
    if entered.problem is None:
        return _keep(visit, entered.form)
    suggested = [
        Button(text=country_name(code, visit.language), data=f"e:country:{code}") for code in entered.suggestions
    ]
    return visit.send(visit.say(entered.problem), (*column(*suggested), _ways(visit, form)))


def _remind(visit: Visit) -> list[Call]:
    """Say that a form is still open, after a pause in which the person will have forgotten it."""
    go_on = Button(text=visit.say("buttons.go_on"), data="e:on")
    cancel_it = Button(text=visit.say("buttons.cancel"), data="e:cancel")
    return visit.send(visit.say("form.still_open"), column(go_on, cancel_it))


def _call_typed(visit: Visit, form: Form, text: str) -> list[Call]:
    """A call named in words: by its reference, or by what the letter is about."""
    named = asking.letters_named(visit, text)
    found = [reference for reference in _calls(visit) if reference in named]
    if len(found) == 1:
        return _keep(visit, enrolment.choose_letter(form, found[0]))
    return [*visit.tell("form.which_call"), *_prompt(visit, form)]


# -- what is pressed ------------------------------------------------------------------------------------------------


def press(visit: Visit, pressed: Press) -> list[Call]:
    """Take a button of the form; one of an earlier step does nothing any more."""
    action, what = pressed.part(0), pressed.part(1)
    done: Call = AnswerPress(press=pressed.id)
    if action == "withdraw":
        return [done, *_withdraw(visit, what)]
    form = dialogues.open_form(visit.connection, visit.speaking)
    bare: Call = EditButtons(chat=visit.chat, message=pressed.message)
    if form is None:
        return [done, *begin(visit, what)] if action == "call" else [*asking.old_button(visit, pressed), bare]
    if action == "cancel":
        return [done, bare, *cancel(visit)]
    if action == "send" and form.step is Step.REVIEW:
        return [done, *_send(visit, form)]
    after = _after(visit, form, action, what)
    if after is not None:
        return [done, *_keep(visit, after)]
    under_letter = action == "call" and visit.desk.letters.get(what) != form.letter  # else it was pressed twice
    return [done, *begin(visit)] if under_letter else asking.old_button(visit, pressed)


def _after(visit: Visit, form: Form, action: str, what: str) -> Form | None:
    """The form after a button; None for one that does not belong to the step at hand."""
    if action == "on":
        return form
    reference = visit.desk.letters.get(what)
    if action == "call" and form.step is Step.CALL and reference in _calls(visit):
        return enrolment.choose_letter(form, reference)
    if action == "country" and form.step is Step.COUNTRY:
        return enrolment.choose_country(form, what)
    if action == "edit" and form.step is Step.REVIEW and what in set(_ORDER) - {Step.REVIEW}:
        return enrolment.edit(form, Step(what))
    if what == form.step and action == "skip":
        return enrolment.skip(form)
    return enrolment.back(form) if what == form.step and action == "back" else None


def _send(visit: Visit, form: Form) -> list[Call]:
    owner = str(visit.user)
    existing = interests.owned(visit.connection, CHANNEL, owner)
    sender = Sender(channel=CHANNEL, owner=owner)
    change = submit(form, visit.desk.book, visit.now, sender, existing)
    number = interests.save(visit.connection, change)
    dialogues.close_form(visit.connection, visit.speaking)
    key = "form.corrected" if change.event.action is Action.CORRECTED else "form.sent"
    lines = [visit.say(key, number=number, letter=visit.wording.apart(form.letter or "")), "", *_summary(visit, form)]
    if change.interest.late:
        lines += ["", visit.say("form.late_sent")]
    return visit.send("\n".join([*lines, "", visit.say("form.afterwards")]))


def _withdraw(visit: Visit, number: str) -> list[Call]:
    entries = interests.owned(visit.connection, CHANNEL, str(visit.user))
    entry = next((e for e in entries if str(e.id) == number and e.state is not State.WITHDRAWN), None)
    if entry is None:
        return visit.tell("form.nothing_to_withdraw")
    interests.save(visit.connection, withdraw(entry, "sender", visit.now))
    return visit.tell("form.withdrawn", number=entry.id, letter=visit.wording.apart(entry.letter or ""))


def cancel(visit: Visit) -> list[Call]:
    """Drop the form, by its command."""
    if dialogues.open_form(visit.connection, visit.speaking) is None:
        return visit.tell("form.none")
    dialogues.close_form(visit.connection, visit.speaking)
    return visit.tell("form.cancelled")


def go_back(visit: Visit) -> list[Call]:
    """Go one step back, by its command."""
    form = dialogues.open_form(visit.connection, visit.speaking)
    return visit.tell("form.none") if form is None else _keep(visit, enrolment.back(form))
