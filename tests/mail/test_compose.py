"""E-mails made of values: headers that nobody can add to, threads, and text and HTML that say the same."""

import re
import unicodedata
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage, Message
from email.utils import parsedate_to_datetime
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mail.compose import Automatic, Outgoing, TextFile, compose
from mail.layout import Paragraph, Quotation, Table, as_html, as_text, one_line
from mail.message import Mailbox
from mail.message import Message as Parsed
from mail.thread import LONGEST_CHAIN, chain, is_message_id, references_of, reply_subject, stable_id

NOW = datetime(2019, 8, 1, 10, 0, tzinfo=timezone(timedelta(hours=2)))
LETTER = Outgoing(
    sender=Mailbox(name="Plazo", address="desk@example.org"),
    recipient=Mailbox(name="Ana Ejemplo", address="ana@example.org"),
    subject="Re: CL-19/35",
    body=(Paragraph(text="Dear Sir or Madam,"), Table(rows=(("Post:", "Director"),)), Paragraph(text="Goodbye.")),
    message_id="<1@example.org>",
    date=NOW,
    language="en",
)
BASIC = [
    "from",
    "to",
    "subject",
    "date",
    "message-id",
    "auto-submitted",
    "x-plazo",
    "content-language",
    "mime-version",
    "content-type",
]


def read(letter: Outgoing) -> EmailMessage:
    return message_from_bytes(compose(letter), policy=policy.default)


def raw_headers(letter: Outgoing) -> Message:
    return message_from_bytes(compose(letter), policy=policy.compat32)


def decoded(value: object) -> str:
    """A header by :rfc:`2047`; the modern parser of Python 3.11 puts spaces between the encoded words of a name."""
    return str(make_header(decode_header(re.sub(r"\r\n(?=[ \t])", "", str(value)))))


def parts(letter: Outgoing) -> tuple[str, str]:
    message = read(letter)
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    assert text is not None
    assert html is not None
    return text.get_content(), html.get_content()


class Shown(HTMLParser):
    """What a reader sees of an HTML page, and the tags with their attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.words.append("\n")

    def handle_data(self, data: str) -> None:
        if self.tags and self.tags[-1][0] != "title":
            self.words.append(data)

    @property
    def text(self) -> str:
        return "".join("".join(self.words).split())


def test_a_message_has_these_headers_and_no_others() -> None:
    message = read(LETTER)
    assert [name.lower() for name in message.keys()] == BASIC  # noqa: SIM118 - a name can occur twice
    assert message["From"] == "Plazo <desk@example.org>"
    assert message["To"] == "Ana Ejemplo <ana@example.org>"
    assert message["Subject"] == "Re: CL-19/35"
    assert parsedate_to_datetime(message["Date"]) == NOW
    assert message["Message-ID"] == "<1@example.org>"
    assert (message["Auto-Submitted"], message["X-Plazo"]) == ("auto-replied", "1")
    assert message["Content-Language"] == "en"
    assert message.get_content_type() == "multipart/alternative"


def test_what_is_no_automatic_reply_is_not_called_one() -> None:
    assert "Auto-Submitted" not in read(replace(LETTER, automatic=Automatic.NOT))
    assert read(replace(LETTER, automatic=Automatic.GENERATED))["Auto-Submitted"] == "auto-generated"


def test_a_reply_is_tied_to_its_thread() -> None:
    message = read(replace(LETTER, in_reply_to="<c@d>", references=("<a@b>", "no id", "<x y@z>", "<a@b>\r\nBcc: e@f")))
    assert message["In-Reply-To"] == "<c@d>"
    assert str(message["References"]).split() == ["<a@b>", "<c@d>"]
    assert "Bcc" not in message


def test_what_is_no_id_ties_to_nothing() -> None:
    message = read(replace(LETTER, in_reply_to="<c@d>\r\nBcc: x@example.org"))
    assert [name.lower() for name in message.keys()] == BASIC  # noqa: SIM118


def test_long_ids_stand_as_they_are() -> None:
    long = f"<{'x' * 200}@mail.example.org>"
    raw = compose(replace(LETTER, in_reply_to=long, message_id=long.replace("x", "y")))
    assert f"In-Reply-To: {long}\r\n".encode() in raw
    assert f"Message-ID: {long.replace('x', 'y')}\r\n".encode() in raw


def test_a_chain_loses_its_middle_where_it_is_too_long() -> None:
    ids = [f"<{number:040}@example.org>" for number in range(10_000)]
    found = chain(ids, "<parent@example.org>")
    assert (found[0], found[-1]) == (ids[0], "<parent@example.org>")
    assert found[1:-1] == tuple(ids[-len(found) + 2 :])
    assert LONGEST_CHAIN - 60 < len(" ".join(found)) <= LONGEST_CHAIN
    assert chain(["<a@b>", "<c@d>", "<a@b>"], "<a@b>") == ("<c@d>", "<a@b>")
    assert chain([], None) == ()


def test_references_begin_as_the_standard_says() -> None:
    parent = Parsed(headers={}, sender=Mailbox(), in_reply_to=("<b@c>",))
    assert references_of(replace(parent, references=("<a@b>", "<b@c>"))) == ("<a@b>", "<b@c>")
    assert references_of(parent) == ("<b@c>",)
    assert references_of(replace(parent, in_reply_to=("<b@c>", "<d@e>"))) == ()


@pytest.mark.parametrize(
    ("text", "well"),
    [
        ("<a.b+c=d$e@mail.example.org>", True),
        ("<a@[127.0.0.1]>", True),
        ("a@b", False),
        ("<ab>", False),
        ("<a@b@c>", False),
        ("<@b>", False),
        ("<a@b> ", False),
        ("<a b@c>", False),
        ("<é@b>", False),
        (f"<{'a' * 400}@b>", False),
    ],
)
def test_an_id_is_known_when_it_is_seen(text: str, well: bool) -> None:
    assert is_message_id(text) is well


def test_an_id_is_stable_and_follows_its_key() -> None:
    first = stable_id("eoi:12:received", "example.org")
    assert first == stable_id("eoi:12:received", "EXAMPLE.org")
    assert re.fullmatch(r"<plazo\.[0-9a-f]{40}@example\.org>", first)
    assert first != stable_id("eoi:13:received", "example.org")
    assert stable_id("\ud800", "exämple.org").endswith("@xn--exmple-cua.org>")
    for domain in ("", "a b", "x>\r\n", "a..b"):
        with pytest.raises(ValueError, match=r"domain|label"):
            stable_id("k", domain)


@pytest.mark.parametrize(
    ("subject", "reply"),
    [
        ("CL-19/35", "Re: CL-19/35"),
        ("RE: CL-19/35", "Re: CL-19/35"),
        ("Re: RE: re:CL-19/35", "Re: CL-19/35"),
        ("Rép\u00a0: Candidature", "Re: Candidature"),
        ("Re\u0301p : Candidature", "Re: Candidature"),
        ("Отв: RE: Заявка", "Re: Заявка"),
        ("回复：答复: 意向书", "Re: 意向书"),
        ("رد: إبداء الاهتمام", "Re: إبداء الاهتمام"),
        ("RV: Designación", "Re: Designación"),
        ("Fwd: TR : Nomination", "Re: Nomination"),
        ("Re[2]: AW: x", "Re: x"),
        ("Re (3): x", "Re: x"),
        ("转发: x", "Re: x"),
        ("إعادة توجيه: x", "Re: x"),
        ("Ref: CL-19/35", "Re: Ref: CL-19/35"),
        ("Reunión: lista", "Re: Reunión: lista"),
        ("Regarding", "Re: Regarding"),
        ("", "Your message"),
        ("Re: ", "Your message"),
    ],
)
def test_a_reply_has_one_re_whatever_stood_there(subject: str, reply: str) -> None:
    assert reply_subject(subject, "Your message") == reply
    assert reply_subject(reply, "Your message") == (reply if reply.startswith("Re: ") else f"Re: {reply}")


def test_an_endless_subject_is_cut() -> None:
    assert reply_subject("x" * 10_000, "") == f"Re: {'x' * 300}…"
    assert reply_subject("Re: " * 10_000, "None") == "None"


WICKED = st.one_of(
    st.text(st.characters(), max_size=120),
    st.text(st.sampled_from('\r\n\t :;,<>@"\\()=?é中\u2028\x85\x00\u202eaBcc'), max_size=60),
    st.sampled_from(["x\r\nBcc: e@example.org", "=?utf-8?q?a?=", "=?utf-8?b?4pi6?= b", "a\r\n\r\n<b>", '"', "\\", ""]),
)


@settings(max_examples=400, deadline=None)
@given(name=WICKED, sender=WICKED, subject=WICKED)
def test_no_name_or_subject_adds_a_header(name: str, sender: str, subject: str) -> None:
    letter = replace(
        LETTER,
        sender=Mailbox(name=sender, address="desk@example.org"),
        recipient=Mailbox(name=name, address="ana@example.org"),
        subject=subject,
    )
    message = raw_headers(letter)
    wanted = [field for field in BASIC if field != "subject" or one_line(subject)]
    assert [field.lower() for field in message.keys()] == wanted  # noqa: SIM118
    assert decoded(message.get("Subject", "")) == one_line(subject)
    parsed = read(letter)
    for field, given_name, address in (("To", name, "ana@example.org"), ("From", sender, "desk@example.org")):
        (found,) = parsed[field].addresses
        assert found.addr_spec == address
        written = re.sub(r"\r\n(?=[ \t])", "", str(message[field])).removesuffix(f"<{address}>").strip()
        if '"' in written:
            assert written == '"{}"'.format(one_line(given_name).replace("\\", "\\\\").replace('"', '\\"'))
        elif given_name and one_line(given_name):
            assert decoded(written) == one_line(given_name)
    head = compose(letter).partition(b"\r\n\r\n")[0]
    assert max(map(len, head.split(b"\r\n"))) <= 78
    assert head.isascii()


@settings(max_examples=200, deadline=None)
@given(text=WICKED, label=WICKED, quote=WICKED)
def test_text_and_html_say_the_same_whatever_is_said(text: str, label: str, quote: str) -> None:
    body = (
        Paragraph(text=text),
        Table(rows=((label, text),)),
        Quotation(text=quote, source=label),
        Paragraph(text="."),
    )
    plain, html = parts(replace(LETTER, body=body))
    shown = Shown(html)
    assert shown.text == "".join(plain.split())
    assert {tag for tag, _ in shown.tags} <= set(
        "html head meta title body div p br table tr th td blockquote".split()  # noqa: SIM905 - shorter
    )


@settings(max_examples=100, deadline=None)
@given(text=st.text(st.characters(), max_size=400))
def test_no_text_spoils_the_message(text: str) -> None:
    letter = replace(LETTER, body=(Paragraph(text=text),), attachments=(TextFile(name=text, text=text),))
    raw = compose(letter)
    assert raw.isascii()
    lines = raw.split(b"\r\n")
    assert max(map(len, lines)) <= 78
    assert not any(b"\r" in line or b"\n" in line for line in lines)
    message = read(letter)
    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/plain",
    ]


def test_the_same_value_makes_the_same_bytes() -> None:
    letter = replace(LETTER, attachments=(TextFile(name="a.ics", text="BEGIN:VCALENDAR", subtype="calendar"),))
    assert compose(letter) == compose(letter)
    boundaries = re.findall(rb'boundary="([^"]+)"', compose(letter))
    assert len(set(boundaries)) == 2


def test_lines_of_the_text_have_at_most_78_columns() -> None:
    words = " ".join(f"word{number}" for number in range(60))
    chinese = "您就通函CL-19/35提交的第12号意向书（如下）已登记，请核对。" * 6
    link = f"https://www.example.org/{'x' * 100}"
    text = as_text((Paragraph(text=words), Paragraph(text=chinese), Paragraph(text=link), Quotation(text=words)))
    lines = text.splitlines()
    columns = {line: sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line) for line in lines}
    assert [line for line, width in columns.items() if width > 78] == [link]
    assert "".join(lines).count(chinese) == 1
    assert not any(line.startswith(("，", "。", "）")) or line.endswith("（") for line in lines)
    assert "CL-\n" not in text


def test_parts_follow_each_other_as_they_are_given() -> None:
    body = (
        Paragraph(text="One\ntwo"),
        Table(rows=(("Nom\u00a0:", "Zoë"), ("姓名：", "李雷"))),
        Quotation(text="“Palabras”", source="Letter CL-19/35", language="es"),
    )
    assert as_text(body) == "One\ntwo\n\nNom\u00a0: Zoë\n姓名：李雷\n\n    “Palabras”\n    Letter CL-19/35\n"
    html = as_html(body, "T", "fr")
    assert '<html lang="fr" dir="ltr">' in html
    assert "<p>One<br>\ntwo</p>" in html
    assert '<blockquote dir="auto" lang="es"><p>“Palabras”</p></blockquote><p>Letter CL-19/35</p>' in html
    assert html.count("<td>") == 2


def test_arabic_runs_from_right_to_left() -> None:
    _, html = parts(replace(LETTER, language="ar"))
    opened = [attributes for tag, attributes in Shown(html).tags if tag in {"html", "div"}]
    assert opened == [{"lang": "ar", "dir": "rtl"}] * 2


def test_markup_is_shown_and_never_obeyed_and_nothing_is_fetched() -> None:
    evil = '<img src="https://example.org/x.png"><script>alert(1)</script>&amp;'
    plain, html = parts(replace(LETTER, subject=evil, body=(Paragraph(text=evil), Table(rows=((evil, evil),)))))
    assert evil in " ".join(plain.split())
    assert {tag for tag, _ in Shown(html).tags} & {"img", "script", "a", "link", "style"} == set()
    assert not any("src" in attributes or "href" in attributes for _, attributes in Shown(html).tags)


def test_internationalised_addresses_stand_as_they_are() -> None:
    raw = compose(replace(LETTER, recipient=Mailbox(name="Zoë", address="zoë@exämple.org")))
    assert "To: =?utf-8?q?Zo=C3=AB?= <zoë@exämple.org>\r\n".encode() in raw
    assert "To: 用户@例子.example\r\n".encode() in compose(
        replace(LETTER, recipient=Mailbox(address="用户@例子.example"))
    )


def test_a_calendar_goes_along() -> None:
    file = TextFile(name="días/x.ics", text="BEGIN:VCALENDAR\r\nSUMMARY:é\r\nEND:VCALENDAR\r\n", subtype="calendar")
    (attached,) = read(replace(LETTER, attachments=(replace(file, method="PUBLISH"),))).iter_attachments()
    assert isinstance(attached, EmailMessage)
    assert (attached.get_content_type(), attached.get_filename()) == ("text/calendar", "días-x.ics")
    assert attached.get_param("method") == "PUBLISH"
    assert attached.get_content().splitlines() == ["BEGIN:VCALENDAR", "SUMMARY:é", "END:VCALENDAR"]


def test_headers_for_lists_and_the_way_back_are_added() -> None:
    listed = (
        ("List-Unsubscribe", "<https://example.org/u/1>, <mailto:desk@example.org?subject=unsubscribe>"),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
    )
    message = read(replace(LETTER, list_headers=listed, reply_to=Mailbox(name="B, C", address="b@example.org")))
    assert [(name, message[name]) for name, _ in listed] == list(listed)
    assert message["Reply-To"] == '"B, C" <b@example.org>'


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("recipient", Mailbox(name="x")),
        ("recipient", Mailbox(address="a@b\r\nBcc: c@d")),
        ("recipient", Mailbox(address="a@b,c@d")),
        ("recipient", Mailbox(address="a@b>")),
        ("recipient", Mailbox(address="a\u2028@b")),
        ("sender", Mailbox(address="a b@c")),
        ("reply_to", Mailbox(address="nobody")),
        ("message_id", "1@example.org"),
        ("date", datetime(2019, 8, 1)),  # noqa: DTZ001 - that is what is refused
        ("language", 'en" onload="x'),
        ("list_headers", (("Bcc", "x@example.org"),)),
        ("list_headers", (("List-Id", "x\r\nBcc: y"),)),
        ("list_headers", (("List-Id\r\nBcc", "x"),)),
    ],
)
def test_what_no_header_can_hold_is_refused(field: str, value: Any) -> None:  # noqa: ANN401
    with pytest.raises(ValueError, match=r"address|id|zone|language|List"):
        replace(LETTER, **{field: value})


@pytest.mark.parametrize("word", ["interest", "CL-19/35", "x" * 59])
def test_a_long_plain_subject_is_folded_at_its_spaces(word: str) -> None:
    subject = " ".join([word] * 30)
    head = compose(replace(LETTER, subject=subject)).partition(b"\r\n\r\n")[0]
    assert f"Subject: {subject}" in head.decode("ascii").replace("\r\n ", " ")
    assert max(map(len, head.split(b"\r\n"))) <= 78
    assert read(replace(LETTER, subject=subject))["Subject"] == subject


def test_a_date_keeps_its_offset() -> None:
    assert b"Date: Thu, 01 Aug 2019 10:00:00 +0200\r\n" in compose(LETTER)
    assert b"Date: Thu, 01 Aug 2019 08:00:00 +0000\r\n" in compose(replace(LETTER, date=NOW.astimezone(UTC)))
