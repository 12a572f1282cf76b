"""What Plazo writes about deadlines by itself, in six languages: all that it was given, and nothing else."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from bot import paths
from bot.botapi.texts import LONGEST_CAPTION, units
from bot.library import Knowledge
from bot.mailwords import mail_words
from handlers.deadline import Deadline, deadlines_of
from handlers.inbox import understand
from handlers.notice import Change, Notice, NoticeWriter
from handlers.own_words import OwnWords
from handlers.places import zone_label
from handlers.render import Renderer
from handlers.replies import Parts
from handlers.subscription import EVERYTHING, read_scope
from handlers.wording import Wording
from knowledge.edtf import parse_edtf
from knowledge.loading import read_yaml
from knowledge.model import LANGUAGES, Fact, Kind
from mail.layout import Block, Paragraph, Quotation, Table, as_html, as_text
from mail.message import Mailbox, Message

NOW = datetime(2019, 8, 1, 7, 0, tzinfo=UTC)
TODAY = date(2019, 8, 2)
FIRST = "CL-19/35#session-deadline"
SECOND = "CL-21/4#confirmation-deadline"
WHAT = "send the expression of interest and the designated participant's details for the first SME consultation session"
MAILBOX = "desk@example.org"
LINK = "https://example.org/reminders/f3Yc-1_x"
STRONG = frozenset({"L", "R", "AL"})
SPOILT = re.compile(r"None|[{}]|Undefined|%")

Writer = Callable[[str], NoticeWriter]
each_language = pytest.mark.parametrize("language", LANGUAGES)


@pytest.fixture
def writer(knowledge: Knowledge) -> Writer:
    """Gives what writes in a language."""

    def of(language: str) -> NoticeWriter:
        renderer = Renderer(knowledge.wording(language), knowledge.library.book, NOW)
        return NoticeWriter(knowledge.reminders(language), renderer)

    return of


@pytest.fixture
def deadlines(knowledge: Knowledge) -> dict[str, Deadline]:
    """The deadlines of the letters, by their ids."""
    return deadlines_of(knowledge.library.book)


@pytest.fixture
def first(deadlines: dict[str, Deadline]) -> Deadline:
    return deadlines[FIRST]


def saying(deadline: Deadline, **changes: object) -> Deadline:
    """A deadline whose fact is another in some respect."""
    return replace(deadline, fact=replace(deadline.fact, **changes))  # type: ignore[arg-type]


def bare(text: str) -> str:
    """A text on one line, without the marks that keep directions apart."""
    return " ".join(re.sub("[\u2068\u2069]", "", text).split())


def shown(blocks: tuple[Block, ...]) -> str:
    """All that the reader of an e-mail sees."""
    pieces: list[str] = []
    for block in blocks:
        if isinstance(block, Table):
            pieces += [f"{label} {value}" for label, value in block.rows]
        else:
            pieces += [block.text, *([block.source] if isinstance(block, Quotation) else [])]
    return bare(" ".join(pieces))


def notices(writer: NoticeWriter, first: Deadline, second: Deadline) -> list[Notice]:
    """Every kind of notice."""
    unnamed = saying(first, label=None)
    changes = [
        Change(deadline=first, before="2019-08-09", fact=first.fact),
        Change(deadline=first, before="2019-08-16", fact=first.fact),
        Change(deadline=None, before="2019-08-16", fact=first.fact),
        Change(deadline=None, before="2019-08-16", fact=replace(first.fact, superseded_by=(SECOND,))),
        Change(deadline=unnamed, before="2019-08-09", fact=unnamed.fact),
        Change(deadline=None, before="2019-08-09", fact=unnamed.fact),
    ]
    return [
        writer.reminder([first], TODAY),
        writer.reminder([unnamed], TODAY),
        writer.reminder([first, second], TODAY),
        *(writer.changed([change], TODAY) for change in changes),
        writer.changed(changes, TODAY),
    ]


def letters(writer: NoticeWriter) -> list[Parts]:
    """Every kind of e-mail that goes with enrolling and leaving."""
    scopes = [writer.scope_name(scope) for scope in (EVERYTHING, read_scope("letter:CL-19/35"))]
    return [
        writer.confirm(scopes, "K7Q2", MAILBOX, LINK),
        writer.confirm(scopes[:1], "K7Q2", MAILBOX),
        writer.welcome(scopes, (30, 14, 7, 1), time(9), "UTC"),
        writer.already(scopes, (1,), time(18, 30), "UTC"),
        writer.goodbye(),
        writer.which(scopes[1:]),
    ]


def whole(writer: NoticeWriter, told: list[Notice]) -> list[Parts]:
    """Notices, and every other kind, as e-mails."""
    bodies: list[Notice | Parts] = [*told, *letters(writer)]
    return [writer.whole(body, MAILBOX, LINK) for body in bodies]


# -- reminders ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("today", "told"),
    [
        (date(2019, 7, 17), "is 16 August 2019 (in 30 days)."),
        (date(2019, 8, 2), "is 16 August 2019 (in 14 days)."),
        (date(2019, 8, 15), "is 16 August 2019 (tomorrow)."),
        (date(2019, 8, 16), "is today, 16 August 2019."),
        (date(2019, 8, 17), "is today, 16 August 2019."),
    ],
)
def test_a_reminder_counts_from_the_readers_day_to_the_letters(
    writer: Writer, first: Deadline, today: date, told: str
) -> None:
    """East of Geneva, the reader's day may be past a deadline that still stands."""
    assert writer("en").reminder([first], today).text == (
        "This is a reminder of the following deadline:\n"
        f"The deadline to {WHAT} {told}\n"
        "Send it to: sme@itu.int\n"
        "Source: letter CL-19/35 (23 July 2019)."
    )


def test_a_reminder_by_mail_quotes_the_letter_in_its_language(writer: Writer, first: Deadline) -> None:
    notice = writer("en").reminder([first], TODAY)
    assert notice.subject.startswith("Reminder: 16 August 2019 (in 14 days) – send the expression of interest and")
    assert notice.blocks == (
        Paragraph(text="This is a reminder of the following deadline:"),
        Paragraph(text=f"The deadline to {WHAT} is 16 August 2019 (in 14 days)."),
        Table(rows=(("Send it to:", "sme@itu.int"),)),
        Quotation(text=f"“{first.fact.quote}”", source="Letter CL-19/35 (23 July 2019)", language="es"),
    )


@each_language
def test_a_reminder_tells_every_fact_in_every_form(
    knowledge: Knowledge, writer: Writer, first: Deadline, language: str
) -> None:
    notice, answers = writer(language).reminder([first], TODAY), knowledge.wording(language)
    assert first.fact.label is not None
    what, letter = first.fact.label[language], bare(writer(language).words.letter("CL-19/35"))
    day, near = writer(language).words.day(first.fact.when), writer(language).words.distance(first, TODAY)
    by_mail = shown(notice.blocks)
    for text in (bare(notice.text), by_mail):
        assert [told for told in (what, day, near, letter, "sme@itu.int") if told not in text] == []
    assert bare(answers.say("in_words", text=first.fact.quote)) in by_mail
    assert (day in notice.subject, near in notice.subject) == (True, True)


@each_language
def test_a_deadline_without_a_name_is_told_in_the_letters_words_marked_as_such(
    knowledge: Knowledge, writer: Writer, first: Deadline, language: str
) -> None:
    notice, answers = writer(language).reminder([saying(first, label=None)], TODAY), knowledge.wording(language)
    words = bare(answers.say("in_words", text=first.fact.quote))
    assert bare(answers.say("line", label=answers.say("kinds.description"), value=words)) in bare(notice.text)
    assert shown(notice.blocks).count(words) == 1
    assert "CL-19/35" in notice.subject


def test_several_deadlines_stand_in_one_message_the_soonest_first(
    writer: Writer, deadlines: dict[str, Deadline]
) -> None:
    notice = writer("en").reminder([deadlines[SECOND], deadlines[FIRST]], TODAY)
    assert notice.subject == "Reminder of several deadlines, the first: 16 August 2019 (in 14 days)"
    opening, *entries = notice.text.split("\n\n")
    assert opening == "This is a reminder of the following deadlines:"
    assert [entry.splitlines()[-1] for entry in entries] == [
        "Source: letter CL-19/35 (23 July 2019).",
        "Source: letter CL-21/4 (3 February 2021).",
    ]
    assert [block.source for block in notice.blocks if isinstance(block, Quotation)] == [
        "Letter CL-19/35 (23 July 2019)",
        "Letter CL-21/4 (3 February 2021)",
    ]


@pytest.mark.parametrize(
    ("value", "lines"),
    [
        ("2019-08-16", []),
        ("2019-08-16T17:00/2019-08-16T17:00", ["Time zone: Zurich, Switzerland"]),
        ("2019-08-16T17:00Z/2019-08-16T17:00Z", []),
    ],
)
def test_an_hour_is_told_with_the_clock_that_it_is_read_from(
    writer: Writer, first: Deadline, value: str, lines: list[str]
) -> None:
    notice = writer("en").reminder([saying(first, value=value, when=parse_edtf(value))], TODAY)
    assert [line for line in notice.text.splitlines() if line.startswith("Time zone")] == lines
    paragraphs = [block.text for block in notice.blocks if isinstance(block, Paragraph)]
    assert paragraphs[1].splitlines()[1:] == lines


def test_every_place_to_send_to_is_told_under_its_kind(knowledge: Knowledge, writer: Writer, first: Deadline) -> None:
    book = knowledge.library.book
    phone = next(fact for fact in book.facts.values() if fact.kind is Kind.PHONE)
    page = next(fact for fact in book.facts.values() if fact.kind is Kind.URL and fact.letter == "CL-21/4")
    notice = writer("en").reminder([saying(first, send_to=(phone.id, page.id, "not there"))], TODAY)
    rows = [row for block in notice.blocks if isinstance(block, Table) for row in block.rows]
    assert [label for label, _ in rows] == ["Send it to:", "Web page:"]
    assert (rows[0][1].replace(" ", ""), rows[1][1]) == (phone.value, page.value)


@each_language
@pytest.mark.parametrize("filling", ["word ", "字", "\U0001f4c5 ", "x"])
def test_a_notice_of_one_deadline_fits_a_caption_however_long_its_words(
    knowledge: Knowledge, writer: Writer, first: Deadline, language: str, filling: str
) -> None:
    """Bot API, sendDocument: a caption has at most 1024 characters, counted in UTF-16 units."""
    words, pages = filling * 2000, [fact.id for fact in knowledge.library.book.facts.values() if fact.kind is Kind.URL]
    for label in ({language: words}, None):
        long = saying(first, label=label, quote=words, send_to=tuple(pages * 10))
        moved, withdrawn = (Change(deadline=now, before="2019-08-09", fact=long.fact) for now in (long, None))
        reminder = writer(language).reminder([long], TODAY)
        told = [reminder, *(writer(language).changed([change], TODAY) for change in (moved, withdrawn))]
        assert [units(notice.text) for notice in told if units(notice.text) > LONGEST_CAPTION] == []
        assert [notice.subject for notice in told if units(notice.subject) > 200] == []
        assert "…" in reminder.text
        assert words.strip() in shown(reminder.blocks)


def test_an_address_is_never_cut(knowledge: Knowledge, writer: Writer, first: Deadline) -> None:
    pages = [fact for fact in knowledge.library.book.facts.values() if fact.kind is Kind.URL]
    text = writer("en").reminder([saying(first, send_to=tuple(page.id for page in pages * 3))], TODAY).text
    told = [line.partition(": ")[2] for line in text.splitlines() if line.startswith("Web page")]
    assert told
    assert set(told) <= {page.value for page in pages}


# -- changes -----------------------------------------------------------------------------------------------------------


def test_a_moved_deadline_is_told_with_both_dates_and_its_letter(writer: Writer, first: Deadline) -> None:
    notice = writer("en").changed([Change(deadline=first, before="2019-08-09", fact=first.fact)], TODAY)
    assert notice.subject.startswith("Deadline changed to 16 August 2019 – send the expression of interest and")
    assert notice.text == (
        "Please note the following change:\n"
        f"The deadline to {WHAT} has changed. Before: 9 August 2019. Now: 16 August 2019 (in 14 days).\n"
        "Send it to: sme@itu.int\n"
        "Source: letter CL-19/35 (23 July 2019).\n"
        "Earlier reminders on this matter no longer hold."
    )
    assert notice.blocks[-1] == Paragraph(text="Earlier reminders on this matter no longer hold.")


@pytest.mark.parametrize(
    ("newer", "letter"),
    [
        ((), "It had been set by letter CL-19/35 (23 July 2019)."),
        (("unknown",), "It had been set by letter CL-19/35 (23 July 2019)."),
        ((SECOND,), "Source: letter CL-21/4 (3 February 2021)."),
    ],
)
def test_a_withdrawn_deadline_is_told_with_its_date_and_the_letter(
    writer: Writer, first: Deadline, newer: tuple[str, ...], letter: str
) -> None:
    fact = replace(first.fact, superseded_by=newer)
    notice = writer("en").changed([Change(deadline=None, before="2019-08-16", fact=fact)], TODAY)
    assert notice.subject.startswith("Deadline cancelled – send the expression of interest and")
    assert notice.text == (
        "Please note the following change:\n"
        f"The deadline to {WHAT} (16 August 2019) no longer stands.\n"
        f"{letter}\n"
        "Earlier reminders on this matter no longer hold."
    )


def test_a_letter_that_is_gone_is_named_by_its_reference(writer: Writer, first: Deadline) -> None:
    gone = replace(first.fact, letter="XX-19/1")
    notice = writer("en").changed([Change(deadline=None, before="2019-08-16", fact=gone)], TODAY)
    assert "It had been set by letter XX-19/1.\n" in notice.text
    assert [block.language for block in notice.blocks if isinstance(block, Quotation)] == [""]


def test_a_deadline_that_comes_back_as_it_was_leaves_reminders_in_force(writer: Writer, first: Deadline) -> None:
    notice = writer("en").changed([Change(deadline=first, before="2019-08-16", fact=first.fact)], TODAY)
    assert f"The deadline to {WHAT} stands again: 16 August 2019 (in 14 days)." in notice.text
    assert "no longer hold" not in notice.text


@each_language
def test_each_kind_of_change_tells_its_dates_and_reads_differently(
    knowledge: Knowledge, writer: Writer, first: Deadline, language: str
) -> None:
    changes = [
        Change(deadline=first, before="2019-08-09", fact=first.fact),
        Change(deadline=first, before="2019-08-16", fact=first.fact),
        Change(deadline=None, before="2019-08-09", fact=first.fact),
    ]
    told = [writer(language).changed([change], TODAY) for change in changes]
    before, after = (writer(language).words.day(parse_edtf(text)) for text in ("2019-08-09", "2019-08-16"))
    assert [(before in notice.text, after in notice.text) for notice in told] == [
        (True, True),
        (False, True),
        (True, False),
    ]
    void = knowledge.reminders(language).say("change.no_longer")
    assert [void in notice.text for notice in told] == [True, False, True]
    assert len({notice.subject for notice in told}) == 3


def test_several_changes_stand_in_one_message(writer: Writer, deadlines: dict[str, Deadline]) -> None:
    changes = [
        Change(deadline=None, before="2019-08-16", fact=deadlines[FIRST].fact),
        Change(deadline=deadlines[SECOND], before="2021-02-15", fact=deadlines[SECOND].fact),
    ]
    notice = writer("en").changed(changes, TODAY)
    assert notice.subject == "Several deadlines have changed"
    opening, withdrawn, moved, end = notice.text.split("\n\n")
    assert opening == "Please note the following changes:"
    assert "(16 August 2019) no longer stands." in withdrawn
    assert "Before: 15 February 2021. Now: 1 March 2021" in moved
    assert end == "Earlier reminders on this matter no longer hold."


# -- e-mails -----------------------------------------------------------------------------------------------------------


@each_language
@pytest.mark.parametrize("link", [LINK, None])
def test_an_email_tells_why_it_came_and_how_to_stop(
    knowledge: Knowledge, writer: Writer, first: Deadline, language: str, link: str | None
) -> None:
    own = knowledge.reminders(language)
    notice = writer(language).reminder([first], TODAY)
    settings = writer(language).settings((30, 1), time(9), "UTC")
    parts = writer(language).whole(notice, MAILBOX, link, settings)
    assert parts.subject == notice.subject
    assert parts.blocks[0] == Paragraph(text=own.say("salutation"))
    *body, stop, closing = parts.blocks[1:]
    assert body == [*notice.blocks, settings, Paragraph(text=own.say("why"))]
    assert isinstance(stop, Paragraph)
    assert [wanted for wanted in (MAILBOX, own.say("stop_word")) if wanted not in stop.text] == []
    assert stop.text.splitlines()[1:] == ([link] if link else [])
    assert closing == Paragraph(text=own.say("closing", mailbox=own.apart(MAILBOX)))


@each_language
def test_who_is_asked_to_confirm_sees_the_code_what_it_is_for_and_that_silence_is_enough(
    knowledge: Knowledge, writer: Writer, language: str
) -> None:
    names = [writer(language).scope_name(read_scope(text)) for text in ("all", f"deadline:{FIRST}")]
    parts = writer(language).confirm(names, "K7Q2", MAILBOX, LINK)
    asked, confirm, silence = (block.text for block in parts.blocks if isinstance(block, Paragraph))
    assert "[K7Q2]" in parts.subject
    assert asked.splitlines()[1:] == [f"– {name}" for name in names]
    assert ("K7Q2" in confirm, confirm.splitlines()[-1]) == (True, LINK)
    assert silence == knowledge.reminders(language).say("enrol.not_you")
    assert LINK not in shown(writer(language).confirm(names, "K7Q2", MAILBOX).blocks)


def test_a_welcome_tells_what_and_when(writer: Writer) -> None:
    assert writer("en").welcome(["Fair 2030"], (30, 7), time(9), "Bogota, Colombia") == Parts(
        subject="Your reminders",
        blocks=(
            Paragraph(text="Thank you. You will be reminded of:\n– Fair 2030"),
            Table(rows=(("Days before the deadline:", "30 and 7"), ("Sent at:", "09:00 (Bogota, Colombia)"))),
            Paragraph(text="If a letter changes one of these dates, I will tell you at once."),
        ),
    )


def test_what_was_not_understood_is_asked_again_and_everything_is_offered_once(writer: Writer) -> None:
    everything = "all deadlines in the letters"
    for suggestions in (["Fair 2030"], ["Fair 2030", everything], ["Fair 2030", "Fair 2030"]):
        (listed,) = writer("en").which(suggestions).blocks
        assert isinstance(listed, Paragraph)
        assert listed.text.splitlines()[1:] == ["– Fair 2030", f"– {everything}"]


@pytest.mark.parametrize(
    ("language", "days", "hour"),
    [
        ("ar", "30 و14 و7 و1", "18:30 (\u2068بوغوتا، كولومبيا\u2069)"),
        ("en", "30, 14, 7, and 1", "18:30 (Bogota, Colombia)"),
        ("es", "30, 14, 7 y 1", "18:30 (Bogotá, Colombia)"),
        ("fr", "30, 14, 7 et 1", "18:30 (Bogota, Colombie)"),
        ("ru", "30, 14, 7 и 1", "18:30 (Богота, Колумбия)"),
        ("zh", "30、14、7和1", "18:30（波哥大，哥伦比亚）"),
    ],
)
def test_settings_are_told_as_people_write_them(writer: Writer, language: str, days: str, hour: str) -> None:
    zone = zone_label("America/Bogota", language)
    table = writer(language).settings((30, 14, 7, 1), time(18, 30), zone)
    assert [value for _, value in table.rows] == [days, hour]


@pytest.mark.parametrize(
    ("scope", "name"),
    [
        ("all", "all deadlines in the letters"),
        ("subject:wsis-forum-2021", "WSIS Forum 2021"),
        ("subject:not-there", "not-there"),
        ("letter:CL-19/35", "letter CL-19/35 (23 July 2019)"),
        ("letter:XX-1", "letter XX-1"),
        (f"deadline:{FIRST}", f"deadline to {WHAT} (16 August 2019)"),
        ("deadline:not-there", "a deadline that no longer stands"),
    ],
)
def test_what_a_subscription_is_to_has_a_name(writer: Writer, scope: str, name: str) -> None:
    assert writer("en").scope_name(read_scope(scope)) == name


@each_language
def test_every_kind_of_subscription_is_named_differently(writer: Writer, language: str) -> None:
    scopes = ("all", "subject:wsis-forum-2021", "letter:CL-19/35", f"deadline:{FIRST}", "deadline:not-there")
    names = {bare(writer(language).scope_name(read_scope(scope))) for scope in scopes}
    assert len(names) == len(scopes)
    assert [name for name in names if SPOILT.search(name)] == []


# -- every text --------------------------------------------------------------------------------------------------------


@each_language
def test_every_message_is_whole(writer: Writer, deadlines: dict[str, Deadline], language: str) -> None:
    own = writer(language)
    told = notices(own, deadlines[FIRST], deadlines[SECOND])
    mails = whole(own, told)
    texts = [*(notice.text for notice in told), *(as_text(mail.blocks) for mail in mails)]
    assert [text for text in texts if SPOILT.search(text)] == []
    subjects = [mail.subject for mail in mails]
    assert [text for text in subjects if SPOILT.search(text) or "\n" in text or not text.strip()] == []
    pages = [as_html(mail.blocks, mail.subject, language) for mail in mails]
    assert [page for page in pages if "&lt;" in page] == []


@each_language
def test_marks_of_direction_are_closed_in_the_line_where_they_were_opened(
    writer: Writer, deadlines: dict[str, Deadline], language: str
) -> None:
    own = writer(language)
    told = notices(own, deadlines[FIRST], deadlines[SECOND])
    bodies = [as_text(mail.blocks) for mail in whole(own, told)]
    paragraphs = [line for text in (notice.text for notice in told) for line in text.splitlines()]
    paragraphs += [part for text in bodies for part in text.split("\n\n")]
    assert [text for text in paragraphs if text.count("\u2068") != text.count("\u2069")] == []
    assert ("\u2068" in "".join(paragraphs)) is (language == "ar")


def test_every_arabic_paragraph_begins_in_arabic(writer: Writer, deadlines: dict[str, Deadline]) -> None:
    """A plain text has no direction of its own: each paragraph takes that of its first letter (Unicode UAX #9, P2)."""
    own = writer("ar")
    told = notices(own, deadlines[FIRST], deadlines[SECOND])
    mails = whole(own, told)
    lines = [line for notice in told for line in notice.text.splitlines() if line]
    lines += [block.text for mail in mails for block in mail.blocks if isinstance(block, Paragraph)]
    lines += [mail.subject for mail in mails]
    strong = {
        line: [unicodedata.bidirectional(c) for c in line if unicodedata.bidirectional(c) in STRONG] for line in lines
    }
    assert [line for line, classes in strong.items() if classes[:1] != ["AL"]] == []


@each_language
def test_the_pages_name_the_address_and_hold_no_markup(language: str) -> None:
    wording = Wording(read_yaml(paths.REMINDERS / f"{language}.yaml"))
    names = read_yaml(paths.REMINDERS / f"{language}.yaml")["page"]
    told = {name: wording.say(f"page.{name}", address="ana@example.org") for name in names}
    assert {name for name, text in told.items() if "ana@example.org" in text} == {
        "question",
        "done",
        "confirm_question",
        "confirm_done",
    }
    assert [text for text in told.values() if re.search(r"[<>&]", text) or SPOILT.search(text)] == []


# -- what comes back ---------------------------------------------------------------------------------------------------


@each_language
@pytest.mark.parametrize(("word", "kind"), [("stop_word", "unsubscribe"), ("start_word", "subscribe")])
def test_the_word_that_is_asked_for_is_understood_when_it_comes(
    knowledge: Knowledge, language: str, word: str, kind: str
) -> None:
    own = knowledge.reminders(language).say(word)
    message = Message(
        headers={},
        sender=Mailbox(name="", address="ana@example.org"),
        to=(Mailbox(address=MAILBOX),),
        sent_at=NOW,
        own=own,
    )
    found = understand(message, robot=None, words=mail_words(), library=knowledge.library, mailboxes={}, now=NOW)
    assert str(found.kind) == kind


@each_language
def test_an_echo_of_a_notice_is_known_as_our_own_words(
    knowledge: Knowledge, writer: Writer, first: Deadline, language: str
) -> None:
    own_words = OwnWords(knowledge.reminders(code) for code in LANGUAGES)
    parts = writer(language).whole(writer(language).reminder([first], TODAY), MAILBOX, LINK)
    rest, ours = own_words.cut(f"Ana\n{as_text(parts.blocks)}Example")
    assert rest.split() == ["Ana", "Example"]
    assert MAILBOX in ours


def test_what_a_letter_holds_cannot_break_out_of_its_place(writer: Writer, first: Deadline) -> None:
    wild = "{{ 7 * 7 }}\r\nBcc: x@example.org\u202e<b>"
    notice = writer("en").reminder([saying(first, label={"en": wild}, quote=wild)], TODAY)
    assert (len(notice.subject.splitlines()), "49" in notice.text, "\u202e" in notice.text) == (1, False, False)
    assert len(notice.text.splitlines()) == 4
    changed: Fact = replace(first.fact, label=None, quote=wild)
    text = writer("en").changed([Change(deadline=None, before="2019-08-16", fact=changed)], TODAY).text
    assert "The letter says: “{{ 7 * 7 }} Bcc: x@example.org<b>”" in text
