"""Dialogues and forms survive a restart exactly, and end in time."""

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from bot.store import dialogues
from bot.store import tables as t
from bot.store.database import Database
from bot.store.dialogues import LASTS, Remembered, Speaking
from handlers.enrolment import Form, Step
from knowledge.query import NEW_DIALOGUE, Dialogue, Query
from knowledge.understanding.entities import Entities
from knowledge.understanding.moments import Moment
from tests.bot.store.databases import Databases

NOW = datetime(2030, 5, 3, 9, 0, tzinfo=UTC)
SPEAKING = Speaking(channel="telegram", chat="-100", speaker="7")
HALF = Query(asks=("deadline",), numbers=("2.1",), years=(2030,))
FULL = Query(
    asks=("when", "where"),
    modes=frozenset({"past", "original"}),
    readings=(frozenset({"network-fair-2030", "quito"}), frozenset({"quito"}), frozenset()),
    places=("Quito", "日内瓦"),
    years=(2019, 2030),
    moments=(Moment(2030, 6, 7, 10, 14), Moment(None, 8)),
    numbers=("3",),
    until=True,
    words=9,
    inherited=True,
    halves=(HALF, replace(HALF, asks=("contact",), halves=(HALF,))),
    unexplained=("ñandú", "مرحبا", "🧑🏽‍🚀"),
    entities=Entities(
        emails=("feria@example.org",),
        urls=("https://example.org/?q=1",),
        phones=("+41 22 730 61 11",),
        letters=("CL-30/1",),
        unknown_codes=("CL-99/9",),
        documents=("A/70/1",),
    ),
)
FORM = Form(
    step=Step.PHONE,
    editing=True,
    letter="CL-30/1",
    name="أحمد مثال",
    position="主任",
    organization="Ministère — Exemple",
    country="EC",
    email="ana@example.org",
    phone="+41227306111",
)
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
FORMS = st.builds(Form, step=st.sampled_from(Step), editing=st.booleans(), name=WORDS, position=st.none() | WORDS)
TAGS = st.frozensets(WORDS, max_size=3)
WHOLE = st.integers(0, 9999)
QUERIES = st.builds(
    Query,
    asks=st.lists(WORDS, max_size=3).map(tuple),
    modes=TAGS,
    readings=st.lists(TAGS, min_size=1, max_size=3).map(tuple),
    years=st.lists(WHOLE, max_size=2).map(tuple),
    moments=st.lists(st.builds(Moment, st.none() | WHOLE, WHOLE, st.none() | WHOLE), max_size=2).map(tuple),
    unexplained=st.lists(WORDS, max_size=2).map(tuple),
    entities=st.builds(Entities, emails=st.lists(WORDS, max_size=2).map(tuple)),
)
FOR_BOTH = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def kept(database: Database, dialogue: Dialogue, after: timedelta = timedelta(0)) -> Remembered:
    with database.transaction() as connection:
        dialogues.remember(connection, SPEAKING, Remembered(dialogue=dialogue, question=4), NOW)
    with database.reading() as connection:
        return dialogues.recall(connection, SPEAKING, NOW + after)


def test_the_example_fills_every_field() -> None:
    assert [f.name for f in fields(Query) if getattr(FULL, f.name) in {(), frozenset(), False, Entities()}] == []
    assert [f.name for f in fields(Entities) if not getattr(FULL.entities, f.name)] == []
    assert [f.name for f in fields(Form) if not getattr(FORM, f.name)] == []


def test_a_dialogue_survives_exactly(database: Database, databases: Databases) -> None:
    dialogue = Dialogue(language="es", last=FULL, person="ana-ejemplo")
    assert kept(database, dialogue) == Remembered(dialogue=dialogue, question=4)
    with databases.again(database).reading() as connection:
        again = dialogues.recall(connection, SPEAKING, NOW).dialogue
    assert (hash(again), repr(again.last and again.last.moments)) == (hash(dialogue), repr(FULL.moments))


@FOR_BOTH
@given(query=QUERIES, halves=st.lists(QUERIES, max_size=2).map(tuple))
def test_every_dialogue_survives_exactly(database: Database, query: Query, halves: tuple[Query, ...]) -> None:
    dialogue = Dialogue(last=replace(query, halves=halves))
    assert kept(database, dialogue).dialogue == dialogue


def test_nobody_shares_the_dialogue_of_another(database: Database) -> None:
    kept(database, Dialogue(language="es"))
    others = [replace(SPEAKING, channel="email"), replace(SPEAKING, chat="7"), replace(SPEAKING, speaker="8")]
    with database.reading() as connection:
        assert [dialogues.recall(connection, other, NOW) for other in others] == [Remembered()] * 3


def test_a_dialogue_goes_on_where_it_was_left_last(database: Database) -> None:
    kept(database, Dialogue(language="es", last=HALF))
    assert kept(database, Dialogue(language="fr")) == Remembered(dialogue=Dialogue(language="fr"), question=4)


def test_a_dialogue_is_over_after_half_an_hour(database: Database) -> None:
    assert timedelta(minutes=30) == LASTS
    assert kept(database, Dialogue(language="es"), LASTS).dialogue == Dialogue(language="es")
    assert kept(database, Dialogue(language="es"), LASTS + timedelta(microseconds=1)) == Remembered()


@pytest.mark.parametrize("state", [[], "es", {"last": {"asks": 7}}, {"last": {"readings": []}}, {"language": ["es"]}])
def test_what_another_program_wrote_counts_as_none(database: Database, state: Any) -> None:  # noqa: ANN401 - any JSON
    kept(database, Dialogue(language="es"))
    with database.transaction() as connection:
        dialogues.keep_form(connection, SPEAKING, FORM, NOW)
        connection.execute(update(t.dialogues).values(state=state))
        connection.execute(update(t.forms).values(state={"step": "shoe_size"}))
        assert dialogues.recall(connection, SPEAKING, NOW) == Remembered(dialogue=NEW_DIALOGUE, question=None)
        assert dialogues.open_form(connection, SPEAKING) is None


def test_a_form_survives_exactly_until_it_is_closed(database: Database) -> None:
    with database.transaction() as connection:
        assert dialogues.open_form(connection, SPEAKING) is None
        dialogues.keep_form(connection, SPEAKING, Form(), NOW)
        dialogues.keep_form(connection, SPEAKING, FORM, NOW)
    with database.transaction() as connection:
        assert dialogues.open_form(connection, SPEAKING) == FORM
        assert dialogues.open_form(connection, replace(SPEAKING, speaker="8")) is None
        dialogues.close_form(connection, SPEAKING)
        assert dialogues.open_form(connection, SPEAKING) is None


@FOR_BOTH
@given(form=FORMS)
def test_every_form_survives_exactly(database: Database, form: Form) -> None:
    with database.transaction() as connection:
        dialogues.keep_form(connection, SPEAKING, form, NOW)
        assert dialogues.open_form(connection, SPEAKING) == form


def test_a_form_is_fresh_for_half_an_hour(database: Database) -> None:
    with database.transaction() as connection:
        assert not dialogues.is_form_fresh(connection, SPEAKING, NOW)
        dialogues.keep_form(connection, SPEAKING, FORM, NOW)
        assert dialogues.is_form_fresh(connection, SPEAKING, NOW + LASTS)
        assert not dialogues.is_form_fresh(connection, SPEAKING, NOW + LASTS + timedelta(microseconds=1))
        assert dialogues.open_form(connection, SPEAKING) == FORM
