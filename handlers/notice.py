"""What Plazo writes about deadlines by itself: reminders, changes, and how somebody enrols for them and leaves.

Pure: what is due, for whom and by which channel is decided elsewhere, and today is passed in. Texts are those of
`config/reminders`; how a deadline is spoken of is in `deadline_words`. A notice says nothing that no letter says.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time

from babel.dates import format_time
from babel.lists import format_list

from handlers.dating import distance
from handlers.deadline import Deadline
from handlers.deadline_words import WORDS_ROOM, DeadlineWords
from handlers.render import Renderer
from handlers.replies import Parts
from handlers.subscription import EVERYTHING, Scope
from handlers.wording import Wording
from knowledge.edtf import parse_edtf
from knowledge.model import Fact
from mail.layout import Block, Paragraph, Table

_SUBJECT_ROOM = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A message that nobody has just asked for: its subject, as text for a chat, and as parts for an e-mail."""

    subject: str
    text: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A change of a deadline.

    `deadline` is as it stands now, None where it stands no more. `before` is the date that was told, in EDTF; `fact` is
    the last that set the deadline.
    """

    deadline: Deadline | None
    before: str
    fact: Fact

    @property
    def kind(self) -> str:
        """What it is called in the texts: a deadline that was withdrawn may come back as it was."""
        if self.deadline is None:
            return "withdrawn"
        return "again" if self.deadline.fact.value == self.before else "moved"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """What is told of one deadline: in a chat, and by e-mail."""

    lines: tuple[str, ...]
    blocks: tuple[Block, ...]


class NoticeWriter:
    """Writes in one language."""

    def __init__(self, wording: Wording, renderer: Renderer) -> None:
        """Prepare to write.

        Args:
            wording: the language's texts of `config/reminders`.
            renderer: of the same language, for letters, subjects and sentences; its day is not used.
        """
        self.wording = wording
        self.words = DeadlineWords(wording, renderer)

    # -- reminders and changes ---------------------------------------------------------------------------------------

    def reminder(self, deadlines: Sequence[Deadline], today: date) -> Notice:
        """Remind of deadlines that still stand.

        Args:
            deadlines: at least one; the soonest is told first.
            today: the reader's day. How far away a deadline is, is counted from it, so that a late message is right.
        """
        coming = sorted(deadlines, key=lambda deadline: deadline.ends)
        first = coming[0]
        values = {"date": self.words.day(first.fact.when), "distance": self.words.distance(first, today)}
        if len(coming) == 1:
            subject, opening = self._about("reminder", first.fact, **values), "reminder.opening"
        else:
            subject, opening = self.wording.say("subjects.reminders", **values), "reminder.several"
        entries = [
            self._standing(d.fact, self.words.due(d, today, WORDS_ROOM), self.words.due(d, today)) for d in coming
        ]
        return _notice(subject, self.wording.say(opening), entries)

    def changed(self, changes: Sequence[Change], today: date) -> Notice:
        """Tell how deadlines changed, which letter says so, and that earlier reminders no longer hold.

        Args:
            changes: at least one.
            today: the reader's day.
        """
        if len(changes) == 1:
            subject, opening = self._change_subject(changes[0]), "change.opening"
        else:
            subject, opening = self.wording.say("subjects.changes"), "change.several"
        is_void = any(change.kind != "again" for change in changes)
        end = self.wording.say("change.no_longer") if is_void else ""
        entries = [self._change(change, today) for change in changes]
        return _notice(subject, self.wording.say(opening), entries, end)

    def whole(
        self, body: Notice | Parts, mailbox: str, link: str | None = None, settings: Table | None = None
    ) -> Parts:
        """An e-mail to somebody who is reminded: why it came and how to stop such messages stand below its body.

        Args:
            body: what it is about.
            mailbox: the address that Plazo writes for.
            link: of the page that ends all reminders, where there is one.
            settings: when reminders are sent, see `settings`.
        """
        foot = (*([settings] if settings else []), *self.foot(mailbox, link))
        return self.framed(Parts(subject=body.subject, blocks=(*body.blocks, *foot)), mailbox)

    def foot(self, mailbox: str, link: str | None = None) -> tuple[Block, ...]:
        """Why somebody is written to, and how to stop such messages; for the values see `whole`."""
        stop = self.wording.say("stop_word")
        return (
            self._say("why"),
            self._say("how_to_stop", mailbox=self.words.shown(mailbox), word=stop, link=link),
        )

    def framed(self, parts: Parts, mailbox: str) -> Parts:
        """An e-mail to somebody who is not reminded, not yet or no more: parts with salutation and closing."""
        closing = self._say("closing", mailbox=self.words.shown(mailbox))
        return Parts(subject=parts.subject, blocks=(self._say("salutation"), *parts.blocks, closing))

    # -- enrolling and leaving ---------------------------------------------------------------------------------------

    def confirm(self, scopes: Sequence[str], code: str, mailbox: str, link: str | None = None) -> Parts:
        """Ask the owner of an address whether reminders are wanted: somebody else may have asked for them.

        Args:
            scopes: the names of what they would be about, see `scope_name`.
            code: what the reply is known by; it stands in the subject too.
            mailbox: the address that was asked.
            link: of the page that confirms, where there is one.
        """
        blocks = (
            self._list(self.wording.say("enrol.asked", mailbox=self.words.shown(mailbox)), scopes),
            self._say("enrol.confirm", code=self.words.shown(code), link=link),
            self._say("enrol.not_you"),
        )
        return Parts(subject=self.wording.say("subjects.confirm", code=code), blocks=blocks)

    def welcome(self, scopes: Sequence[str], lead_days: Sequence[int], hour: time, zone: str) -> Parts:
        """Tell somebody who has confirmed what the reminders will be of, and when; for the values see `settings`."""
        return self._enrolled("enrol.welcome", scopes, self.settings(lead_days, hour, zone))

    def already(self, scopes: Sequence[str], lead_days: Sequence[int], hour: time, zone: str) -> Parts:
        """Tell somebody who asks again that this is so already; for the values see `settings`."""
        return self._enrolled("enrol.already", scopes, self.settings(lead_days, hour, zone))

    def goodbye(self) -> Parts:
        """Tell that there will be no more reminders, and how to have them again."""
        again = self._say("enrol.again", word=self.wording.say("start_word"))
        return Parts(subject=self.wording.say("subjects.goodbye"), blocks=(self._say("enrol.goodbye"), again))

    def which(self, suggestions: Sequence[str]) -> Parts:
        """Ask what somebody wants to be reminded of; everything is offered last.

        Args:
            suggestions: the names of what could be meant, see `scope_name`.
        """
        offered = tuple(dict.fromkeys((*suggestions, self.scope_name(EVERYTHING))))
        listed = self._list(self.wording.say("enrol.which"), offered)
        return Parts(subject=self.wording.say("subjects.which"), blocks=(listed,))

    def settings(self, lead_days: Sequence[int], hour: time, zone: str) -> Table:
        """When reminders are sent.

        Args:
            lead_days: how many days before a deadline.
            hour: by the clock of the zone.
            zone: as people know it, see `handlers.places.zone_label`.
        """
        days = format_list([str(day) for day in lead_days], locale=self.wording.language)
        clock = format_time(hour, "HH:mm", locale=self.wording.language)
        shown = self.wording.say("hour", time=clock, zone=self.words.shown(zone))
        return Table(
            rows=(self._row(self.wording.say("fields.days"), days), self._row(self.wording.say("fields.hour"), shown))
        )

    def scope_name(self, scope: Scope) -> str:
        """What a subscription is to, as people call it."""
        return self.words.scope_name(scope)

    # -- pieces ------------------------------------------------------------------------------------------------------

    def _change(self, change: Change, today: date) -> _Entry:
        now = change.deadline
        fact = now.fact if now else change.fact
        values = {
            "before": self.words.day(parse_edtf(change.before)),
            "after": self.words.day(fact.when),
            "distance": distance(now.day, today, self.words.answers) if now else "",
        }
        short, full = (
            self.wording.say(f"change.{change.kind}", what=self.words.what(fact, room), **values)
            for room in (WORDS_ROOM, None)
        )
        return self._standing(fact, short, full) if now else self._withdrawn(fact, short, full)

    def _standing(self, fact: Fact, short: str, full: str) -> _Entry:
        """A deadline with all that its letter says of it."""
        words, clock = self.words, self.words.clock(fact)
        rows = tuple(self._row(label, value) for label, value in words.places(fact))
        return _Entry(
            lines=(short, *words.quoted(fact), *clock, *words.place_lines(fact), words.source([fact.letter])),
            blocks=(
                Paragraph(text="\n".join((full, *clock))),
                *([Table(rows=rows)] if rows else []),
                words.quotation(fact),
            ),
        )

    def _withdrawn(self, fact: Fact, short: str, full: str) -> _Entry:
        """A deadline that stands no more, with the letters that replaced it, else the one that had set it."""
        words, book = self.words, self.words.book
        newer = [book.facts[name].letter for name in fact.superseded_by if name in book.facts]
        source = words.source(newer) if newer else self.wording.say("change.set_by", letter=words.letter(fact.letter))
        return _Entry(
            lines=(short, *words.quoted(fact), source),
            blocks=(Paragraph(text=f"{full}\n{source}"), words.quotation(fact)),
        )

    def _change_subject(self, change: Change) -> str:
        fact = change.deadline.fact if change.deadline else change.fact
        return self._about(change.kind, fact, after=self.words.day(fact.when))

    def _about(self, key: str, fact: Fact, **values: str) -> str:
        what, letter = self.words.what(fact, _SUBJECT_ROOM), self.words.shown(fact.letter)
        return self.wording.say(f"subjects.{key}", what=what, letter=letter, **values)

    def _enrolled(self, key: str, scopes: Sequence[str], settings: Table) -> Parts:
        blocks = (self._list(self.wording.say(key), scopes), settings, self._say("enrol.changes"))
        return Parts(subject=self.wording.say("subjects.welcome"), blocks=blocks)

    def _list(self, opening: str, items: Sequence[str]) -> Paragraph:
        return Paragraph(text="\n".join((opening, *(self.wording.say("item", text=item) for item in items))))

    def _row(self, name: str, value: str) -> tuple[str, str]:
        return self.wording.say("label", name=name), value

    def _say(self, key: str, **values: object) -> Paragraph:
        return Paragraph(text=self.wording.say(key, **values))


def _notice(subject: str, opening: str, entries: Sequence[_Entry], end: str = "") -> Notice:
    """A notice of its entries; in a chat, several stand apart from each other."""
    blocks = [block for entry in entries for block in entry.blocks]
    texts = ["\n".join(entry.lines) for entry in entries]
    gap = "\n" if len(texts) == 1 else "\n\n"
    return Notice(
        subject=subject,
        text=gap.join(filter(None, (opening, *texts, end))),
        blocks=(Paragraph(text=opening), *blocks, *([Paragraph(text=end)] if end else [])),
    )
