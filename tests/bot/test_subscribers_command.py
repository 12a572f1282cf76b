"""`plazo subscribers`: the secretariat enrols people, by hand and from files, and ends that."""

from datetime import timedelta
from typing import Any

import pytest

from bot.reminders import keeping
from bot.store import outbox, people, reminders, subscribers
from bot.store.outbox import Standing
from bot.store.reminders import Told
from bot.store.subscribers import Stage
from handlers.subscription import EVERYTHING, read_scope
from tests.bot.state import NOW, StateFile

AT = ("--now", "2019-08-01T09:00:00+02:00")
USUAL = "30, 14, 7, 1 days before at 09:00, quiet 21:00-08:00; Europe/Zurich; en"
FORUM = "subject:wsis-forum-2021"


def listed(state: StateFile) -> list[dict[str, Any]]:
    return state.done("subscribers", "list", "--json", *AT).objects


def addresses(state: StateFile) -> list[str]:
    with state.writing() as connection:
        return [who.address for who in subscribers.listed(connection)]


def import_(state: StateFile, content: str | bytes, *options: str) -> tuple[int, str, list[str]]:
    """Import a file: the status, what was printed, and the complaints without their beginning."""
    raw = content if isinstance(content, bytes) else content.encode()
    (state.file.parent / "people.csv").write_bytes(raw)
    ended = state.run("subscribers", "import", "people.csv", *AT, *options)
    return ended.status, ended.out, [line.removeprefix("plazo: people.csv: ") for line in ended.err.splitlines()]


# -- add ------------------------------------------------------------------------------------------------------------


def test_everybody_is_by_default_reminded_of_everything(state: StateFile) -> None:
    assert state.done("subscribers", "add", "--telegram", "4242", *AT).out == f"telegram 4242: added: all; {USUAL}\n"
    assert listed(state) == [
        {
            "channel": "telegram",
            "address": "4242",
            "language": "en",
            "timezone": "Europe/Zurich",
            "subjects": ["all"],
            "lead_days": [30, 14, 7, 1],
            "send_at": "09:00",
            "quiet_hours": ["21:00", "08:00"],
            "state": "active",
            "since": "2019-08-01T07:00:00+00:00",
            "next_at": "2019-08-02T07:00:00+00:00",
        }
    ]
    assert state.done("subscribers", "list", *AT).out.splitlines() == [
        "telegram 4242  active",
        f"    all; {USUAL}",
        "    since 2019-08-01 07:00 UTC; next 2019-08-02 07:00 UTC",
    ]


def test_options_take_several_values_and_names_in_six_languages(state: StateFile) -> None:
    what = ("--subject", "Foro 2021", "CL-19/35", "--subject=CL-21/4#confirmation-deadline", "--lead-days", "1", "7,30")
    how = ("--lang", "es", "--timezone", "Bogotá", "--send-at", "8:30")
    added = state.done("subscribers", "add", *what, "--email", " Ana@Example.org ", *how)
    assert added.out == (
        f"email ana@example.org: added: deadline:CL-21/4#confirmation-deadline, letter:CL-19/35, {FORUM}; "
        "30, 7, 1 days before at 08:30, quiet 21:00-08:00; America/Bogota; es\n"
    )


def test_adding_again_changes_what_is_given_and_keeps_the_rest(state: StateFile) -> None:
    state.done("subscribers", "add", "--telegram", "7", "--subject", FORUM, "--timezone", "内罗毕", "--lang", "zh", *AT)
    more = state.done("subscribers", "add", "--telegram", "7", "--subject", "CL-19/35", "--lead-days", "5", *AT)
    kept = f"letter:CL-19/35, {FORUM}; 5 days before at 09:00, quiet 21:00-08:00; Africa/Nairobi; zh\n"
    assert more.out == f"telegram 7: changed: {kept}"
    assert (
        state.done("subscribers", "add", "--telegram", "7", "--lang", "zh", *AT).out == f"telegram 7: unchanged: {kept}"
    )


def test_who_waits_to_confirm_or_could_not_be_reached_is_reminded_once_added(state: StateFile) -> None:
    who = ("email", "ana@example.org")
    with state.writing() as connection:
        keeping.subscribe(connection, *who, [EVERYTHING], NOW, Stage.PENDING, language="fr")
        people.deactivate(connection, *who, "no such user")
    assert listed(state)[0]["state"] == "unreachable"
    state.done("subscribers", "add", "--email", who[1], *AT)
    (found,) = listed(state)
    assert (found["state"], found["language"]) == ("active", "fr")


def test_new_wishes_are_not_made_up_for(state: StateFile) -> None:
    state.done("subscribers", "add", "--telegram", "7", "--lead-days", "1", *AT)
    with state.writing() as connection:
        subscribers.look_again(connection, "telegram", "7", NOW + timedelta(days=9))
    later = ("--now", "2019-08-05T09:00:00+02:00")
    state.done("subscribers", "add", "--telegram", "7", "--lead-days", "30", "1", "--subject", "CL-19/35", *later)
    with state.writing() as connection:
        found = subscribers.find(connection, "telegram", "7")
    assert found is not None
    assert {since for _, since in found.scopes} == {NOW + timedelta(days=4)}


REFUSED = [
    ([], "add: expected either --email or --telegram"),
    (["--email", "ana"], "--email: 'ana' is no address: expected one such as desk@example.org"),
    (["--email", "a..b@example.org"], "'a..b@example.org' is no address: expected one such as desk@example.org"),
    (["--lang", "de"], "lang: 'de' is unknown: expected one of ar, en, es, fr, ru, zh"),
    (["--timezone", "Bogta"], "timezone: 'Bogta' is not one time zone: did you mean America/Bogota?"),
    (["--timezone", "qqqq"], "timezone: 'qqqq' is unknown: expected an IANA name, a city or a country"),
    (["--lead-days", "7", "0"], "lead-days: '7 0' are no lead times: expected 1 to 12 whole days from 1 to 365"),
    (["--lead-days", "a week"], "lead-days: 'a week' are no lead times: expected 1 to 12 whole days from 1 to 365"),
    (["--send-at", "25:00"], "send-at: '25:00' is no time of day: expected one such as 09:00"),
    (
        ["--subject", "WSIS"],
        "subject: 'WSIS' is not one subject, letter or deadline: did you mean stocktaking, wsis-forum?",
    ),
    (["--now", "soon"], "now: 'soon' is no moment: expected ISO 8601, such as 2019-08-01T09:00:00+02:00"),
]


@pytest.mark.parametrize(("options", "line"), REFUSED, ids=[line for _, line in REFUSED])
def test_what_is_not_plainly_meant_is_refused(state: StateFile, options: list[str], line: str) -> None:
    who = [] if "--email" in options or not options else ["--telegram", "7"]
    assert state.refusal("subscribers", "add", *who, *options) == line
    assert addresses(state) == []


def test_an_unknown_subject_is_answered_with_what_is_spelt_least_unlike(state: StateFile) -> None:
    line = state.refusal("subscribers", "add", "--telegram", "7", "--subject", "Christopher Clark")
    assert line.startswith("subject: 'Christopher Clark' is not one subject, letter or deadline: did you mean ")
    assert line.count(",") == 3 + 1


# -- import ---------------------------------------------------------------------------------------------------------


def test_a_file_is_taken_in_any_order_of_columns_and_with_quotes(state: StateFile) -> None:
    content = (
        '\ufeffSubject;lang;Email;telegram;timezone\r\n"CL-21/4; Foro 2021";es;ana@example.org;;Bogotá\r\n;;;-42;\r\n'
    )
    assert import_(state, content) == (0, "people.csv: 2 added, 0 changed, 0 unchanged, 0 wrong.\n", [])
    found = [
        (one["channel"], one["address"], one["language"], one["timezone"], one["subjects"]) for one in listed(state)
    ]
    assert found == [
        ("email", "ana@example.org", "es", "America/Bogota", ["letter:CL-21/4", FORUM]),
        ("telegram", "-42", "en", "Europe/Zurich", ["all"]),
    ]


def test_a_file_that_is_imported_again_changes_nothing(state: StateFile) -> None:
    content = "email,lang,subject\n" + "".join(f"p{n}@example.org,fr,CL-21/4\n" for n in range(450))
    assert import_(state, content)[1] == "people.csv: 450 added, 0 changed, 0 unchanged, 0 wrong.\n"
    before = listed(state)
    assert import_(state, content)[1] == "people.csv: 0 added, 0 changed, 450 unchanged, 0 wrong.\n"
    assert listed(state) == before


BAD_ROWS = (
    b"email,telegram,lang,timezone,subject\n"
    b"ana@example.org,,,,\n"
    b'"=HYPERLINK(""https://example.org"")",,,,\n'
    b"ANA@example.org,,fr,,\n"
    b",,es,,all\n"
    b"b@example.org,7,,,\n"
    b'"c@example.org,,,,\n'
    b",x,,,\n"
    b"\xffd@example.org,,,,\n"
    b"e@example.org,,de,,\n"
    b"f@example.org,,,Bogta,\n"
    b"g@example.org,,,,WSIS;all\n"
    b"h@example.org,,,,all,more\n"
    b"\n,,,,\n"
    b"=1+1@example.org\n"
)
COMPLAINTS = [
    "line 3: email: '=hyperlink(\"https://example.org\")' is no address: expected one such as desk@example.org",
    "line 4: email ana@example.org stands in line 2 already",
    "line 5: expected either email or telegram",
    "line 6: expected either email or telegram",
    "line 7: is no CSV: unexpected end of data",
    "line 8: telegram: 'x' is no id: expected a whole number",
    "line 9: is not UTF-8",
    "line 10: lang: 'de' is unknown: expected one of ar, en, es, fr, ru, zh",
    "line 11: timezone: 'Bogta' is not one time zone: did you mean America/Bogota?",
    "line 12: subject: 'WSIS' is not one subject, letter or deadline: did you mean stocktaking, wsis-forum?",
    "line 13: has 6 cells: expected 5",
]


def test_every_bad_row_is_named_and_the_good_ones_are_taken(state: StateFile) -> None:
    status, out, complaints = import_(state, BAD_ROWS)
    assert complaints == COMPLAINTS
    assert (status, out) == (2, "people.csv: 2 added, 0 changed, 0 unchanged, 11 wrong.\n")
    assert addresses(state) == ["=1+1@example.org", "ana@example.org"]


def test_with_all_or_nothing_one_bad_row_keeps_all_out(state: StateFile) -> None:
    status, out, complaints = import_(state, BAD_ROWS, "--all-or-nothing")
    assert complaints == [*COMPLAINTS, "11 of 13 rows wrong: none was taken"]
    assert (status, out, addresses(state)) == (2, "", [])
    status, out, complaints = import_(state, "telegram\n7\n8\n", "--all-or-nothing")
    assert (status, out, complaints) == (0, "people.csv: 2 added, 0 changed, 0 unchanged, 0 wrong.\n", [])


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"", "is empty: expected a header with the columns email, telegram, lang, timezone, subject"),
        (
            b"email,langs\na@example.org,es\n",
            "line 1: column 'langs' is unknown: expected some of email, telegram, lang, timezone, subject",
        ),
        (b"email,lang,EMAIL\n", "line 1: column 'email' stands there more than once"),
        (b"\nlang,subject\n", "line 2: expected a column email or telegram"),
        ("email\n".encode("utf-16"), "line 1: is not UTF-8"),
    ],
)
def test_a_file_whose_header_is_wrong_is_refused(state: StateFile, content: bytes, line: str) -> None:
    assert import_(state, content) == (2, "", [line])


def test_a_file_that_is_not_there_is_told(state: StateFile) -> None:
    line = state.refusal("subscribers", "import", "nowhere.csv")
    assert line == "nowhere.csv: cannot be read: No such file or directory"


# -- remove ---------------------------------------------------------------------------------------------------------


def test_who_is_removed_gets_nothing_that_waits(state: StateFile) -> None:
    state.done("subscribers", "add", "--email", "ana@example.org", "--subject", FORUM, "CL-19/35", *AT)
    told = Told(deadline="CL-19/35#session-deadline", revision=0, lead=14, at=NOW)
    with state.writing() as connection:
        reminders.note(connection, "email", "ana@example.org", [told], "k")
        outbox.add(
            connection, key="k", channel="email", address="ana@example.org", payload={}, now=NOW, campaign="reminder"
        )
    removed = state.done("subscribers", "remove", "--email", "Ana@example.org", *AT)
    assert removed.out == f"email ana@example.org: ended: letter:CL-19/35, {FORUM}; no reminders any more.\n"
    assert addresses(state) == []
    with state.writing() as connection:
        assert [message.state for message in outbox.listed(connection)] == [Standing.DROPPED]
    again = state.refusal("subscribers", "remove", "--email", "ana@example.org")
    assert again == "email ana@example.org: is not subscribed"


def test_one_subscription_of_several_is_ended(state: StateFile) -> None:
    with state.writing() as connection:
        scopes = [EVERYTHING, read_scope(FORUM), read_scope("letter:GONE-1")]
        keeping.subscribe(connection, "telegram", "7", scopes, NOW, language="en")
    removed = state.done("subscribers", "remove", "--telegram", "7", "--subject", "all", "letter:GONE-1", *AT)
    assert removed.out == f"telegram 7: ended: all, letter:GONE-1; still reminded of {FORUM}.\n"
    line = state.refusal("subscribers", "remove", "--telegram", "7", "--subject", "CL-19/35")
    assert line == f"subject: 'CL-19/35' is none of the subscriptions: {FORUM}"
