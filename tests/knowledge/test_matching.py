"""Phrases found in a question, with slips repaired: on small vocabularies of the tests' own."""

import pytest

from knowledge.schema import VocabularyFile
from knowledge.understanding.entities import read_references
from knowledge.understanding.lexicon import Lexicon
from knowledge.understanding.lexicon_building import build_lexicon
from knowledge.understanding.reading import Clause, read

NO_REFERENCES = read_references([])
SPANISH = VocabularyFile(
    language="es",
    function=["el", "la", "de", "del", "como", "que", "es", "hay", "para"],
    neutral=[],
    asks={
        "when": ["cuándo"],
        "deadline": ["hasta cuándo", "plazo"],
        "procedure": ["cómo"],
        "organizer": ["quién * organiza"],
    },
    modes={"open": ["abierto"]},
    social={"thanks": ["gracias"]},
    concepts={
        "letter": ["carta"],
        "forum": ["foro"],
        "consultation": ["consulta"],
        "open-consultation": ["consulta abierta"],
        "registration": ["inscripción"],
        "pandemic": ["covid 19"],
        "fee": ["tasa"],
    },
)
CHINESE = VocabularyFile(
    language="zh",
    function=["的"],
    neutral=[],
    asks={"deadline": ["截止日期"], "who": ["谁*负责"]},
    modes={"open": ["未过期"]},
    social={"thanks": ["谢谢"]},
    concepts={"letter": ["信函"], "forum": ["论坛"]},
)
SYLLABLES = {"止": "zhi", "只": "zhi", "坛": "tan", "谈": "tan", "论": "lun", "轮": "lun", "期": "qi", "其": "qi"}


@pytest.fixture(scope="module")
def spanish() -> Lexicon:
    return build_lexicon(SPANISH, None, [], {})


@pytest.fixture(scope="module")
def chinese() -> Lexicon:
    return build_lexicon(CHINESE, None, [], SYLLABLES)


def only_clause(question: str, lexicon: Lexicon) -> Clause:
    """The one clause of a question."""
    (clause,) = read(question, lexicon, NO_REFERENCES).clauses
    return clause


@pytest.mark.parametrize(
    ("word", "topic"),
    [
        ("foro", "forum"),
        ("foros", "forum"),
        ("forro", "forum"),
        ("fpro", "forum"),
        ("froo", "forum"),
        ("cosulta", "consultation"),
        ("bonsulta", "consultation"),
        ("inscrpcoin", "registration"),
        ("inscripzzion", "registration"),
    ],
)
def test_a_word_with_few_slips_for_its_length_is_repaired(spanish: Lexicon, word: str, topic: str) -> None:
    clause = only_clause(word, spanish)
    assert (set(clause.topics), clause.unexplained) == ({topic}, ())


@pytest.mark.parametrize(
    "word",
    [
        "fprp",  # two slips in a short word
        "cosulto",  # two slips in seven letters
        "boro",  # another first letter in a short word
        "tsa",  # too short to repair
        "inzcrpcoin",  # three slips
        "bimscripcion",  # two slips, one of them in the first letter
        "gato",
    ],
)
def test_a_word_with_more_slips_is_left_unexplained(spanish: Lexicon, word: str) -> None:
    clause = only_clause(word, spanish)
    assert (set(clause.topics), clause.unexplained) == (set(), (word,))


@pytest.mark.parametrize(("text", "topics"), [("covid 19", {"pandemic"}), ("covid 18", set()), ("covid 199", set())])
def test_digits_are_never_repaired(spanish: Lexicon, text: str, topics: set[str]) -> None:
    assert only_clause(text, spanish).topics == topics


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("¿Cómo es el foro?", ("procedure",)),
        ("¿Qué carta hay, como el foro?", ()),
        ("como es el foro", ("procedure",)),
        ("COMO ES EL FORO", ("procedure",)),
    ],
)
def test_accents_tell_words_apart_for_those_who_write_them(spanish: Lexicon, text: str, asks: tuple[str, ...]) -> None:
    clauses = read(text, spanish, NO_REFERENCES).clauses
    assert tuple(ask for clause in clauses for ask in clause.asks) == asks


@pytest.mark.parametrize(
    ("text", "topics", "asks"),
    [
        ("consulta abierta", {"open-consultation"}, ()),
        ("consulta", {"consultation"}, ()),
        ("hasta cuando", set(), ("deadline",)),
        ("cuando", set(), ("when",)),
    ],
)
def test_the_longest_phrase_wins_and_uses_its_words_up(
    spanish: Lexicon, text: str, topics: set[str], asks: tuple[str, ...]
) -> None:
    clause = only_clause(text, spanish)
    assert (set(clause.topics), clause.asks, clause.unexplained) == (topics, asks, ())


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("quien organiza", ("organizer",)),
        ("quien es el que organiza", ("organizer",)),
        ("quien es el que para la organiza", ()),
        ("quien. organiza", ()),
        ("organiza quien", ()),
    ],
)
def test_a_gap_holds_a_few_words_of_the_same_clause(spanish: Lexicon, text: str, asks: tuple[str, ...]) -> None:
    clauses = read(text, spanish, NO_REFERENCES).clauses
    assert tuple(ask for clause in clauses for ask in clause.asks) == asks


@pytest.mark.parametrize(
    ("text", "asks", "topics"),
    [
        ("截止日期", ("deadline",), set()),
        ("截只日期", ("deadline",), set()),
        ("论谈", (), {"forum"}),
        ("轮谈", (), set()),
        ("截只日其", (), set()),
        ("论台", (), set()),
    ],
)
def test_one_chinese_character_may_be_a_homophone(
    chinese: Lexicon, text: str, asks: tuple[str, ...], topics: set[str]
) -> None:
    clause = only_clause(text, chinese)
    assert (clause.asks, set(clause.topics)) == (asks, topics)


@pytest.mark.parametrize(
    ("text", "asks"), [("谁负责", ("who",)), ("谁来具体负责", ("who",)), ("谁一二三四五六七负责", ()), ("谁。负责", ())]
)
def test_a_chinese_gap_holds_a_few_characters(chinese: Lexicon, text: str, asks: tuple[str, ...]) -> None:
    clauses = read(text, chinese, NO_REFERENCES).clauses
    assert tuple(ask for clause in clauses for ask in clause.asks) == asks


def test_chinese_words_that_no_list_knows_stay_whole(chinese: Lexicon) -> None:
    assert only_clause("论坛的酒店", chinese).unexplained == ("酒店",)
