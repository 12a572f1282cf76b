"""What answering costs with ten thousand letters, set against what it costs with the five and against fuzzy matching.

Only ratios taken in one run are asserted; the seconds are printed for a person.
"""

from functools import partial

import pytest
from rapidfuzz import process
from rapidfuzz.fuzz import WRatio

from handlers.question import Reply, answer_question
from knowledge.library import Library
from knowledge.query import NEW_DIALOGUE
from tests.benchmarks.generated import build_library, invented_name
from tests.benchmarks.measuring import medians, seconds, table
from tests.benchmarks.questions import ABOUT_INVENTED, CONVERSATIONS, NOW

LETTERS = 10_000
MOST_TIMES_SLOWER = 3


@pytest.fixture(scope="module")
def five() -> Library:
    return build_library(0)


@pytest.fixture(scope="module")
def many(five: Library) -> Library:
    libraries: list[Library] = []
    built = seconds(lambda: libraries.append(build_library(LETTERS - len(five.book.letters))))
    library = libraries[0]
    lexicons = seconds(lambda: [library.lexicon(language) for language in ("en", "es")])
    assert len(library.book.letters) == LETTERS
    rows = [("book", f"{built:.1f} s"), ("two lexicons", f"{lexicons:.1f} s"), ("facts", f"{len(library.book.facts)}")]
    table("Building 10,000 letters", rows)
    return library


def _converse(library: Library, conversation: tuple[str, ...]) -> list[Reply]:
    replies: list[Reply] = []
    for question in conversation:
        dialogue = replies[-1].dialogue if replies else NEW_DIALOGUE
        replies.append(answer_question(question, library, NOW, dialogue=dialogue))
    return replies


def _ask_all(library: Library) -> list[Reply]:
    return [reply for conversation in CONVERSATIONS for reply in _converse(library, conversation)]


def _values(reply: Reply) -> list[str]:
    return [stated.fact.value for stated in reply.answer.stated]


def test_the_mix_is_thirty_messages_whose_answers_more_letters_do_not_change(five: Library, many: Library) -> None:
    few, more = _ask_all(five), _ask_all(many)
    assert len(few) == 30
    assert [_values(reply) for reply in more] == [_values(reply) for reply in few]
    assert [reply.answer.status for reply in more] == [reply.answer.status for reply in few]


@pytest.mark.parametrize(("question", "value"), ABOUT_INVENTED)
def test_an_invented_letter_is_found_among_ten_thousand(many: Library, question: str, value: str) -> None:
    assert value in _values(_converse(many, (question,))[0])


def test_the_mix_costs_little_more_from_ten_thousand_letters_than_from_five(five: Library, many: Library) -> None:
    few, more = medians(partial(_ask_all, five), partial(_ask_all, many), rounds=15)
    ratio = more / few
    rows = [("5 letters", f"{few * 1e3:.1f} ms"), ("10,000 letters", f"{more * 1e3:.1f} ms"), ("ratio", f"{ratio:.2f}")]
    table("Thirty messages (median of 15)", rows)
    assert ratio <= MOST_TIMES_SLOWER


def test_one_question_costs_less_than_one_fuzzy_look_up_of_a_name(many: Library) -> None:
    names = [f"Foro {invented_name(number)} 2021" for number in range(LETTERS)]
    questions = [conversation[0] for conversation in CONVERSATIONS] + [question for question, _ in ABOUT_INVENTED]
    rows, worst = [], 0.0
    for question in questions:
        answering, fuzzy = medians(
            partial(_converse, many, (question,)),
            partial(process.extractOne, question, names, scorer=WRatio),
            rounds=7,
        )
        worst = max(worst, answering / fuzzy)
        rows.append((question[:60], f"{answering * 1e3:.2f} / {fuzzy * 1e3:.2f} ms = {answering / fuzzy:.2f}"))
    table("One question from 10,000 letters / one WRatio look-up among 10,000 names (median of 7)", rows)
    assert worst < 1
