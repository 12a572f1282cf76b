"""What Plazo writes by e-mail, in six languages: every fact that it was given, and nothing else."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.answers import citations, respond
from bot.library import Knowledge
from handlers.interest import Action, Interest, Participant, State
from handlers.places import country_name
from handlers.render import Renderer
from handlers.replies import Asked, Contact, Parts, ReplyWriter
from knowledge.model import LANGUAGES
from mail.layout import Paragraph, Quotation, Table, as_text

NOW = datetime(2019, 8, 20, 7, 0, tzinfo=UTC)
MAILBOX = "desk@example.org"
AWA = Participant(name="Awa Exemple", position="Directrice", email="awa@example.org", phone="+221338550123")
LI = Participant(name="李雷", position="司长")
ENTRY = Interest(
    id=4711,
    letter="CL-19/35",
    state=State.COMPLETE,
    organization="Ministère d'Exemple",
    country="SN",
    participants=(AWA,),
    late=False,
    channel="email",
    owner="nobody@example.org",
    received_at=NOW,
    updated_at=NOW,
    message_ids=("<secret@example.org>",),
)
CONTACT = Contact(name="Christopher Clark", letter="CL-19/35", address="sme@itu.int")
ASKED = Asked(
    question="Is there a fax?\n\nThank\x1b[2J you\u202e",
    address="a@example.org",
    mailbox=MAILBOX,
    name="A B",
    subject="Fax",
)
ACKNOWLEDGED = (Action.RECEIVED, Action.COMPLETED, Action.CORRECTED, Action.REPEATED)
DETAILS = (
    "Awa Exemple",
    "Directrice",
    "awa@example.org",
    "+221 33 855 01 23",
    "Ministère d'Exemple",
    "CL-19/35",
    "4711",
)
FOREIGN = re.compile(r"<secret@example\.org>|nobody@example\.org|email\b(?!@)|telegram|None|\{|\}|Undefined")

Writer = Callable[[str], ReplyWriter]
each_language = pytest.mark.parametrize("language", LANGUAGES)


@pytest.fixture
def writer(knowledge: Knowledge) -> Writer:
    """Gives what writes in a language."""

    def of(language: str) -> ReplyWriter:
        renderer = Renderer(knowledge.wording(language), knowledge.library.book, NOW)
        return ReplyWriter(knowledge.replies(language), renderer)

    return of


def bare(text: str) -> str:
    """A text on one line, without the marks that keep directions apart."""
    return " ".join(re.sub("[\u2068\u2069]", "", text).split())


def shown(parts: Parts) -> str:
    """All that a reader sees."""
    pieces: list[str] = []
    for block in parts.blocks:
        if isinstance(block, Table):
            pieces += [f"{label} {value}" for label, value in block.rows]
        else:
            pieces += [block.text, *([block.source] if isinstance(block, Quotation) else [])]
    return bare(" ".join(pieces))


def rows(parts: Parts) -> list[tuple[str, str]]:
    return [row for block in parts.blocks if isinstance(block, Table) for row in block.rows]


def values(parts: Parts) -> list[str]:
    return [value.strip("\u2068\u2069") for _, value in rows(parts)]


def say(knowledge: Knowledge, language: str, key: str, **filled: object) -> str:
    """A text of Plazo's, as it stands on one line."""
    return bare(knowledge.replies(language).say(key, **filled))


@each_language
@pytest.mark.parametrize("action", ACKNOWLEDGED)
@pytest.mark.parametrize("missing", [(), ("organization",)])
def test_an_acknowledgement_holds_every_fact(
    writer: Writer, language: str, action: Action, missing: tuple[str, ...]
) -> None:
    parts = writer(language).acknowledge(ENTRY, action, missing)
    text = shown(parts)
    assert [detail for detail in (*DETAILS, country_name("SN", language)) if detail not in text] == []
    assert FOREIGN.search(text) is None
    letter = writer(language).renderer.letter("CL-19/35").strip("\u2068\u2069")
    assert values(parts) == [
        letter,
        "Ministère d'Exemple",
        country_name("SN", language),
        "Awa Exemple",
        "Directrice",
        "awa@example.org",
        "+221 33 855 01 23",
    ]
    assert ("4711" in parts.subject, "CL-19/35" in parts.subject) == (True, True)


@each_language
def test_each_kind_of_acknowledgement_reads_differently(writer: Writer, language: str) -> None:
    cases = [(action, missing) for action in ACKNOWLEDGED for missing in ((), ("letter",))]
    openings = {
        writer(language).acknowledge(ENTRY, action, missing).blocks[0]
        for action, missing in cases
        if not (missing and action in {Action.CORRECTED, Action.REPEATED})
    }
    assert len(openings) == 6


@each_language
def test_what_is_missing_is_asked_for_by_name_and_nothing_else(
    knowledge: Knowledge, writer: Writer, language: str
) -> None:
    entry = replace(ENTRY, participants=(AWA, LI), state=State.INCOMPLETE)
    for missing in (("letter",), ("participant",), ("organization",), ("email",), ("letter", "email")):
        text = shown(writer(language).acknowledge(entry, Action.RECEIVED, missing))
        asked = {
            name: say(knowledge, language, f"missing.{name}", names="李雷") in text
            for name in ("letter", "participant", "organization", "email")
        }
        assert asked == {name: name in missing for name in asked}
    complete = shown(writer(language).acknowledge(entry, Action.RECEIVED))
    assert say(knowledge, language, "interest.missing") not in complete


@each_language
def test_an_address_is_asked_for_without_a_name_where_none_is_known(
    knowledge: Knowledge, writer: Writer, language: str
) -> None:
    text = shown(writer(language).acknowledge(replace(ENTRY, participants=()), Action.RECEIVED, ("email",)))
    assert say(knowledge, language, "missing.email", names="") in text


@each_language
def test_several_participants_are_numbered_and_what_is_unknown_is_left_out(writer: Writer, language: str) -> None:
    entry = replace(ENTRY, letter=None, organization=None, country=None, participants=(AWA, LI))
    parts = writer(language).acknowledge(entry, Action.RECEIVED, ("letter", "organization"))
    tables = [[value.strip("\u2068\u2069") for _, value in b.rows] for b in parts.blocks if isinstance(b, Table)]
    assert tables == [
        ["Awa Exemple", "Directrice", "awa@example.org", "+221 33 855 01 23"],
        ["李雷", "司长"],
    ]
    labels = [label for label, value in rows(parts) if value.strip("\u2068\u2069") in {"Awa Exemple", "李雷"}]
    assert [re.findall(r"\d", label) for label in labels] == [["1"], ["2"]]
    assert "CL-" not in shown(parts) + parts.subject
    assert "  " not in as_text(parts.blocks).replace("\n", "")


@each_language
@pytest.mark.parametrize("late", [True, False])
def test_what_came_late_is_told_so(knowledge: Knowledge, writer: Writer, language: str, late: bool) -> None:
    text = shown(writer(language).acknowledge(replace(ENTRY, late=late), Action.RECEIVED))
    assert (say(knowledge, language, "interest.late") in text) is late


@each_language
def test_a_letter_that_is_not_known_stands_by_its_reference(writer: Writer, language: str) -> None:
    assert values(writer(language).acknowledge(replace(ENTRY, letter="CL-99/1"), Action.RECEIVED))[0] == "CL-99/1"


@each_language
def test_a_withdrawal_shows_who_and_no_details(writer: Writer, language: str) -> None:
    entry = replace(ENTRY, state=State.WITHDRAWN)
    for parts in (writer(language).withdrawn(entry), writer(language).decided(entry)):
        text = shown(parts)
        assert values(parts) == ["Awa Exemple"]
        assert ("4711" in text, "CL-19/35" in text) == (True, True)
        assert [detail for detail in ("Directrice", "awa@example.org", "221", "Ministère") if detail in text] == []


@each_language
def test_a_decision_of_the_secretariat_is_told(knowledge: Knowledge, writer: Writer, language: str) -> None:
    for state, key in ((State.CONFIRMED, "confirmed"), (State.WITHDRAWN, "withdrawn_by_secretariat")):
        parts = writer(language).decided(replace(ENTRY, state=state))
        assert say(knowledge, language, f"interest.{key}", number=4711, letter="CL-19/35") in shown(parts)
        assert len(rows(parts)) == (7 if state is State.CONFIRMED else 1)


@each_language
def test_a_review_and_a_note_of_regret_disclose_nothing(writer: Writer, language: str) -> None:
    for parts in (writer(language).under_review(), writer(language).noted()):
        assert len(parts.blocks) == 1
        assert re.findall(r"\d|CL-|@|Awa", shown(parts) + parts.subject) == []


@each_language
def test_a_summary_tells_how_each_entry_stands(knowledge: Knowledge, writer: Writer, language: str) -> None:
    second = replace(ENTRY, id=4712, state=State.INCOMPLETE, participants=(LI,), late=True, organization=None)
    third = replace(ENTRY, id=4713, state=State.WITHDRAWN, late=True)
    parts = writer(language).summary([(ENTRY, ()), (second, ("organization", "email")), (third, ("letter",))])
    text = shown(parts)
    for entry in (ENTRY, second, third):
        state = say(knowledge, language, f"states.{entry.state}")
        assert say(knowledge, language, "summary.entry", number=entry.id, letter="CL-19/35", state=state) in text
    assert text.count(say(knowledge, language, "interest.late")) == 1
    assert text.count(say(knowledge, language, "interest.missing")) == 1
    assert text.count("awa@example.org") == 1
    assert say(knowledge, language, "missing.letter") not in text


@each_language
def test_an_answer_comes_with_the_letters_own_words(knowledge: Knowledge, writer: Writer, language: str) -> None:
    rendered = respond("Who is the contact of CL-19/35?", knowledge, NOW, language=language)
    quotes = citations([stated.fact for stated in rendered.reply.answer.stated])
    parts = writer(language).answered(rendered.reply, quotes)
    assert rendered.text in [block.text for block in parts.blocks if isinstance(block, Paragraph)]
    (quotation,) = [block for block in parts.blocks if isinstance(block, Quotation)]
    assert "Contacto: Sr. Christopher Clark" in quotation.text
    assert "CL-19/35" in quotation.source
    assert quotation.language == "es"


@each_language
def test_a_question_with_several_readings_is_asked_back(knowledge: Knowledge, writer: Writer, language: str) -> None:
    rendered = respond("What is the fax number?", knowledge, NOW, language=language)
    text = shown(writer(language).answered(rendered.reply))
    assert [option for option in rendered.options if re.sub("[\u2068\u2069]", "", option) not in text] == []
    assert text.endswith(say(knowledge, language, "question.choose"))


@each_language
@pytest.mark.parametrize("address", ["sme@itu.int", None])
def test_who_has_the_question_now_is_told(
    knowledge: Knowledge, writer: Writer, language: str, address: str | None
) -> None:
    refused = respond("What is the fax number of the WSIS Stocktaking 2031?", knowledge, NOW, language=language)
    parts = writer(language).forwarded(replace(CONTACT, address=address), refused.reply)
    assert Paragraph(text=refused.text) in parts.blocks
    told = shown(replace(parts, blocks=parts.blocks[-1:]))
    assert ("Christopher Clark" in told, "CL-19/35" in told, "sme@itu.int" in told) == (True, True, address is not None)
    handed = writer(language).forwarded(None)
    assert shown(handed) == say(knowledge, language, "question.to_secretariat")


@each_language
@pytest.mark.parametrize("contact", [CONTACT, None])
def test_a_question_is_passed_on_as_it_was_written(writer: Writer, language: str, contact: Contact | None) -> None:
    parts = writer(language).note(ASKED, contact)
    assert [block for block in parts.blocks if isinstance(block, Quotation)] == [
        Quotation(text="Is there a fax?\n\nThank[2J you")
    ]
    assert [re.sub("[\u2068\u2069]", "", value) for _, value in rows(parts)][1] == "Fax"
    text = shown(parts)
    assert [fact for fact in ("A B", "a@example.org", MAILBOX) if fact not in text] == []
    assert ("CL-19/35" in text) is (contact is not None)
    assert ("CL-19/35" in parts.subject) is (contact is not None)
    assert len(rows(writer(language).note(replace(ASKED, name="", subject=""), contact))) == 1


@each_language
def test_a_reply_has_a_salutation_and_a_closing_around_its_parts(
    knowledge: Knowledge, writer: Writer, language: str
) -> None:
    one, other = writer(language).acknowledge(ENTRY, Action.RECEIVED), writer(language).under_review()
    whole = writer(language).whole(MAILBOX, one, other)
    assert whole.subject == one.subject
    assert whole.blocks[1:-1] == (*one.blocks, *other.blocks)
    text = shown(whole)
    assert text.startswith(say(knowledge, language, "salutation"))
    assert text.endswith(say(knowledge, language, "closing", mailbox=MAILBOX))
    assert "Awa" not in shown(replace(whole, blocks=whole.blocks[:1]))


def every_part(writer: ReplyWriter, entry: Interest) -> list[Parts]:
    return [
        *(writer.acknowledge(entry, action, ("email",)) for action in ACKNOWLEDGED),
        writer.withdrawn(entry),
        writer.decided(replace(entry, state=State.CONFIRMED)),
        writer.summary([(entry, ("email",))]),
        writer.forwarded(CONTACT),
        writer.forwarded(None),
        writer.note(ASKED, CONTACT),
        writer.note(ASKED, None),
        writer.under_review(),
        writer.noted(),
    ]


def test_every_arabic_paragraph_begins_with_an_arabic_letter(writer: Writer) -> None:
    for parts in every_part(writer("ar"), ENTRY):
        whole = writer("ar").whole(MAILBOX, parts)
        lines = [line for block in whole.blocks if isinstance(block, Paragraph) for line in block.text.splitlines()]
        lines += [label for label, _ in rows(whole)]
        first = [next(unicodedata.bidirectional(c) for c in line if c.isalpha()) for line in lines]
        assert set(first) == {"AL"}
        text = as_text(whole.blocks)
        assert text.count("\u2068") == text.count("\u2069") > 0


@each_language
def test_what_somebody_wrote_stays_on_its_line_and_is_never_executed(writer: Writer, language: str) -> None:
    evil = "{{ 7*7 }}\r\nBcc: x@example.org\u2028\u202e\u2069"
    person = Participant(name=evil, position=evil, email=evil)
    entry = replace(ENTRY, organization=evil, letter="CL-19/35", participants=(person,))
    for parts in every_part(writer(language), entry)[:7]:
        for value in values(parts):
            assert "\n" not in value
        assert "{{ 7*7 }} Bcc: x@example.org" in shown(parts)
        assert re.search("[\r\u2028\u202e]", as_text(parts.blocks)) is None
