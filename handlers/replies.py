"""What Plazo writes by e-mail, as parts: the acknowledgement of an expression of interest, an answer, a note.

Pure: whoever calls chooses the recipient, makes the message and sends it. Texts are those of `config/replies`; every
value is one line, kept apart from the text around it. A part says nothing that it was not given.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from handlers.interest import Action, Interest, State
from handlers.places import country_name
from handlers.plain import plain_line
from handlers.question import Reply
from handlers.render import Renderer, phone_text
from handlers.wording import Wording
from knowledge.answering.values import Status
from mail.layout import Block, Paragraph, Quotation, Table

_OPENINGS: Mapping[Action, tuple[str, str]] = {
    Action.RECEIVED: ("received", "received_incomplete"),
    Action.COMPLETED: ("completed", "still_incomplete"),
    Action.CORRECTED: ("corrected", "corrected"),
    Action.REPEATED: ("duplicate", "duplicate"),
}
"""How an acknowledgement begins: where nothing is missing, and where something is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The parts of a message. `subject` is for where there is no subject that could be answered."""

    subject: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Whom a letter names to turn to. `address` as the letter gives it, None where it is not to be shown."""

    name: str
    letter: str
    address: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question as it came by e-mail: from whom, under which subject, to which of our mailboxes."""

    question: str
    address: str
    mailbox: str
    name: str = ""
    subject: str = ""


class ReplyWriter:
    """Writes in one language."""

    def __init__(self, wording: Wording, renderer: Renderer) -> None:
        """Prepare to write.

        Args:
            wording: the language's texts of `config/replies`.
            renderer: of the same language, for answers, letters and their dates.
        """
        self.wording = wording
        self.renderer = renderer
        self.book = renderer.book

    def whole(self, mailbox: str, *parts: Parts) -> Parts:
        """A reply of one or several parts, with salutation and closing, under the subject of the first.

        Args:
            mailbox: the address that Plazo writes for.
            parts: one after the other.
        """
        body = [block for part in parts for block in part.blocks]
        closing = self._say("closing", mailbox=self._shown(mailbox))
        return Parts(subject=parts[0].subject, blocks=(self._say("salutation"), *body, closing))

    # -- expressions of interest -------------------------------------------------------------------------------------

    def acknowledge(self, interest: Interest, action: Action, missing: Sequence[str] = ()) -> Parts:
        """Tell the sender what became of an expression of interest, what was understood, and what is missing.

        Args:
            interest: as it stands in the register.
            action: received, completed (that is, added to), corrected or repeated.
            missing: of `letter`, `participant`, `organization`, `email`, what it lacks.
        """
        opening = _OPENINGS[action][bool(missing)]
        stands = "registered" if action is Action.REPEATED else "understood"
        late = [self._say("interest.late")] if interest.late else []
        return self._about(
            interest,
            self._entry_line(f"interest.{opening}", interest),
            self._say(f"interest.{stands}"),
            *self._tables(interest),
            *self._lacking(interest, missing),
            *late,
            self._say("interest.to_complete" if missing else "interest.to_correct"),
        )

    def withdrawn(self, interest: Interest) -> Parts:
        """Tell somebody who may withdraw an expression of interest that it is withdrawn; no details are shown."""
        opening = self._entry_line("interest.withdrawn", interest)
        return self._about(interest, opening, *self._names(interest), self._say("interest.not_meant"))

    def noted(self) -> Parts:
        """Thank for regrets that change nothing in the register."""
        return Parts(subject=self.wording.say("subjects.message"), blocks=(self._say("interest.noted"),))

    def decided(self, interest: Interest) -> Parts:
        """Tell that the secretariat has confirmed or withdrawn an expression of interest; its state says which."""
        if interest.state is State.CONFIRMED:
            opening = self._entry_line("interest.confirmed", interest)
            details = (self._say("interest.registered"), *self._tables(interest))
            return self._about(interest, opening, *details, self._say("interest.to_correct"))
        opening = self._entry_line("interest.withdrawn_by_secretariat", interest)
        return self._about(interest, opening, *self._names(interest))

    def summary(self, entries: Sequence[tuple[Interest, Sequence[str]]]) -> Parts:
        """Sum up where several messages have led, in place of a reply to each.

        Args:
            entries: each of the sender's entries as it stands, and what it lacks.
        """
        blocks: list[Block] = [self._say("summary.opening")]
        for interest, missing in entries:
            state = self.wording.say(f"states.{interest.state}")
            blocks.append(self._entry_line("summary.entry", interest, state=state))
            is_over = interest.state is State.WITHDRAWN
            blocks += self._names(interest) if is_over else self._tables(interest)
            blocks += [] if is_over else self._lacking(interest, missing)
            blocks += [self._say("interest.late")] if interest.late and not is_over else []
        if any(interest.state is not State.WITHDRAWN for interest, _ in entries):
            blocks.append(self._say("summary.afterwards"))
        return Parts(subject=self.wording.say("subjects.summary"), blocks=tuple(blocks))

    def under_review(self) -> Parts:
        """Tell that a person will look at a message, and nothing of what it is about."""
        return Parts(subject=self.wording.say("subjects.message"), blocks=(self._say("review"),))

    # -- questions ---------------------------------------------------------------------------------------------------

    def answered(self, reply: Reply, citations: Sequence[tuple[str, str]] = ()) -> Parts:
        """Give the answer to a question, with the letters' own words; or ask which reading is meant.

        Args:
            reply: what was found.
            citations: each quote with its letter's reference.
        """
        blocks: list[Block] = [self._say("question.answer"), Paragraph(text=self.renderer.text(reply))]
        if reply.answer.status is Status.CLARIFY:
            blocks.append(self._say("question.choose"))
        elif citations:
            blocks += [self._say("question.words"), *(self._quotation(quote, letter) for quote, letter in citations)]
        return Parts(subject=self.wording.say("subjects.question"), blocks=tuple(blocks))

    def forwarded(self, contact: Contact | None, reply: Reply | None = None) -> Parts:
        """Tell to whom a question was passed on that the letters don't answer.

        Args:
            contact: whom a letter names, None where it went to the secretariat.
            reply: the refusal, which says what the letters lack.
        """
        why = [self._say("question.answer"), Paragraph(text=self.renderer.text(reply))] if reply else []
        told = self._say("question.to_secretariat")
        if contact:
            address = self._shown(contact.address) if contact.address else None
            letter = self.wording.apart(contact.letter)
            told = self._say("question.to_contact", name=self._shown(contact.name), address=address, letter=letter)
        return Parts(subject=self.wording.say("subjects.question"), blocks=(*why, told))

    def note(self, asked: Asked, contact: Contact | None) -> Parts:
        """The note that passes a question on, whose reply is to go to whoever asked.

        Args:
            asked: the question.
            contact: to whom the note goes, None for the secretariat.
        """
        letter = self.wording.apart(contact.letter) if contact else None
        key = "note.to_contact" if contact else "note.to_secretariat"
        subject = self.wording.say("subjects.note" if contact else "subjects.note_without_letter", letter=letter)
        sender = filter(None, (self._shown(asked.name), self._shown(asked.address)))
        rows = [
            self._row("sender", self._listed(sender)),
            *([self._row("subject", self._shown(asked.subject))] if asked.subject else []),
        ]
        words = "\n".join(plain_line(line) for line in asked.question.splitlines())
        blocks = (
            self._say(key, mailbox=self._shown(asked.mailbox), letter=letter),
            Table(rows=tuple(rows)),
            self._say("note.question"),
            Quotation(text=words),
            self._say("note.reply", address=self._shown(asked.address)),
        )
        return Parts(subject=subject, blocks=blocks)

    # -- pieces ------------------------------------------------------------------------------------------------------

    def _say(self, key: str, **values: object) -> Paragraph:
        return Paragraph(text=self.wording.say(key, **values))

    def _shown(self, text: str) -> str:
        plain = plain_line(text)
        return self.wording.apart(plain) if plain else ""

    def _about(self, interest: Interest, *blocks: Block) -> Parts:
        letter = self.wording.apart(interest.letter) if interest.letter else None
        return Parts(subject=self.wording.say("subjects.interest", number=interest.id, letter=letter), blocks=blocks)

    def _entry_line(self, key: str, interest: Interest, **values: object) -> Paragraph:
        letter = self.wording.apart(interest.letter) if interest.letter else None
        return self._say(key, number=interest.id, letter=letter, **values)

    def _row(self, field: str, value: str, **values: object) -> tuple[str, str]:
        return self.wording.say("label", name=self.wording.say(f"fields.{field}", **values)), value

    def _letter(self, reference: str) -> str:
        return self.renderer.letter(reference) if reference in self.book.letters else self._shown(reference)

    def _tables(self, interest: Interest) -> list[Block]:
        """The entry, and each participant, with every detail that there is."""
        shown: Mapping[str, tuple[str | None, Callable[[str], str]]] = {
            "letter": (interest.letter, self._letter),
            "organization": (interest.organization, self._shown),
            "country": (interest.country, self._country),
        }
        tables = [self._present(shown), *(tuple(rows) for rows in self._participants(interest))]
        return [Table(rows=rows) for rows in tables if rows]

    def _present(self, shown: Mapping[str, tuple[str | None, Callable[[str], str]]]) -> tuple[tuple[str, str], ...]:
        return tuple(self._row(field, show(value)) for field, (value, show) in shown.items() if value)

    def _participants(self, interest: Interest) -> Iterator[list[tuple[str, str]]]:
        for name, participant in zip(self._name_rows(interest), interest.participants, strict=True):
            details = self._present(
                {
                    "position": (participant.position, self._shown),
                    "email": (participant.email, self._shown),
                    "phone": (participant.phone, self._phone),
                }
            )
            yield [name, *details]

    def _name_rows(self, interest: Interest) -> list[tuple[str, str]]:
        """A row for each participant; several are numbered."""
        is_single = len(interest.participants) == 1
        field = "participant" if is_single else "participant_numbered"
        names = (participant.name for participant in interest.participants)
        return [self._row(field, self._shown(name), number=at) for at, name in enumerate(names, 1)]

    def _names(self, interest: Interest) -> list[Block]:
        rows = self._name_rows(interest)
        return [Table(rows=tuple(rows))] if rows else []

    def _lacking(self, interest: Interest, missing: Sequence[str]) -> list[Block]:
        if not missing:
            return []
        names = self._listed(self._shown(p.name) for p in interest.participants if not p.email)
        items = [self.wording.say("item", text=self.wording.say(f"missing.{name}", names=names)) for name in missing]
        return [Paragraph(text="\n".join([self.wording.say("interest.missing"), *items]))]

    def _listed(self, values: Iterable[str]) -> str:
        return self.renderer.wording.say("comma").join(values)

    def _country(self, code: str) -> str:
        return self.wording.apart(country_name(code, self.wording.language))

    def _phone(self, value: str) -> str:
        return self.wording.apart(phone_text(value))

    def _quotation(self, quote: str, reference: str) -> Quotation:
        letter = self.book.letters.get(reference)
        return Quotation(
            text=self.renderer.wording.say("in_words", text=self._shown(quote)),
            source=self.wording.say("question.source", letter=self._letter(reference)),
            language=letter.language if letter else "",
        )
