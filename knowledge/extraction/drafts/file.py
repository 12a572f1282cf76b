"""The form of a draft's file, and of the files that are published: YAML that a clerk reads and edits.

It makes texts and reads values; which file they go into is for `bot` to say.
"""

from collections.abc import Sequence

import yaml

from knowledge.errors import BadLetterError
from knowledge.extraction.drafts.draft import Draft, letter_file
from knowledge.loading import check_shape
from knowledge.schema import SubjectRow

_WIDTH = 120
_HEAD = """# A draft: it answers nothing yet. Each fact has a state: proposed, accepted or rejected.
# After editing: plazo letters check {reference}
"""


def draft_text(draft: Draft) -> str:
    """A draft as its file has it."""
    body = draft.model_dump(mode="json", exclude_defaults=True)
    return _HEAD.format(reference=" ".join(draft.reference.split())) + _yaml(body)


def parse_draft(data: object, where: str) -> Draft:
    """A draft from what its file holds.

    Args:
        data: as YAML was read.
        where: the file's name, for messages.

    Raises:
        BadLetterError: the first field that is wrong, by name, or an id that is there twice.
    """
    draft = check_shape(Draft, data, where)
    for rows, what in ((draft.facts, "facts"), (draft.subjects, "subjects")):
        seen = set[str]()
        for row in rows:
            if row.id in seen:
                raise BadLetterError(f"{where}: {what}: {row.id}: this id is there already")
            seen.add(row.id)
    return draft


def published_text(draft: Draft) -> str:
    """The letter's file, made of the accepted facts."""
    return _yaml(letter_file(draft))


def subjects_text(rows: Sequence[SubjectRow]) -> str:
    """Subjects as `subjects.yaml` has them, to be written below others."""
    return _yaml([row.model_dump(mode="json", exclude_defaults=True, exclude_none=True) for row in rows])


def _yaml(data: object) -> str:
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=_WIDTH)
