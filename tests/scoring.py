"""Compares answers with the example questions of `corpora/questions`, by the rules of the contract.

An answer is right when its status and language are the wanted ones; all `values` stand as current and no `not_values`
do; at most two current values stand beside `values` and `also_ok`; every letter in `letters` is cited; every quote is
verbatim in a letter; and a refusal has no facts. Of an original plan, the `values` may be told as superseded.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.answers import Rendered
from knowledge.query import NEW_DIALOGUE, Dialogue
from tests.asking import Ask

QUESTIONS = Path(__file__).resolve().parent / "corpora" / "questions"
LANGUAGES = tuple(sorted(path.stem for path in QUESTIONS.glob("*.jsonl")))
_MOST_OTHERS = 2


@dataclass(frozen=True)
class Asked:
    """A line of a corpus, and what came of it."""

    wanted: dict[str, Any]
    answer: Rendered

    def problems(self, texts: Iterable[str]) -> list[str]:
        """What is wrong with the answer; nothing when it is right.

        Args:
            texts: of all letters, as `plain` gives them.
        """
        wanted, came = self.wanted, self.answer.as_json()
        facts = came["facts"]
        everything = {_comparable(fact["value"]) for fact in facts}
        standing = {_comparable(fact["value"]) for fact in facts if not fact["superseded"]}
        pool = everything if "original_plan" in wanted["tags"] else standing
        found = [f"{key} {came[key]}, not {wanted[key]}" for key in ("status", "language") if came[key] != wanted[key]]
        found += [f"lacks {value}" for value in wanted["values"] if _comparable(value) not in pool]
        found += [f"asserts {value}" for value in wanted["not_values"] if _comparable(value) in standing]
        found += [f"cites no {name}" for name in wanted["letters"] if name not in {fact["letter"] for fact in facts}]
        others = standing - {_comparable(value) for value in wanted["values"] + wanted["also_ok"]}
        found += [f"{len(others)} values beside the point"] if len(others) > _MOST_OTHERS else []
        found += ["facts in a refusal"] if wanted["status"] == "unknown" and facts else []
        quotes = {plain(fact["quote"]) for fact in facts}
        return found + [f"no letter says “{q}”" for q in quotes if not q or not any(q in text for text in texts)]

    def report(self, problems: Iterable[str]) -> str:
        """A line for a person: which question, and what is wrong."""
        return f"{self.wanted['id']} {self.wanted['question']!r} at {self.wanted['now']}: {'; '.join(problems)}"


def _comparable(value: str) -> str:
    return re.sub(r"^https?://|/$", "", " ".join(value.split()).casefold())


def plain(text: str) -> str:
    """A letter's words without Markdown, one space for any white space."""
    words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
    return " ".join(re.sub(r"[*<>\\]", "", words).split())


def ask_corpus(language: str, ask: Ask) -> tuple[Asked, ...]:
    """Ask all questions of one corpus in order; lines of one conversation follow on each other."""
    dialogues: dict[str, Dialogue] = {}
    found: list[Asked] = []
    for line in (QUESTIONS / f"{language}.jsonl").read_text("utf-8").splitlines():
        wanted = json.loads(line)
        name = wanted.get("conversation")
        answer = ask(wanted["question"], wanted["now"], dialogue=dialogues.get(name, NEW_DIALOGUE))
        if name:
            dialogues[name] = answer.reply.dialogue
        found.append(Asked(wanted, answer))
    return tuple(found)
