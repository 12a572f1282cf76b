"""One field of a draft's fact as a person types it."""

from pydantic import ValidationError

from knowledge.errors import BadLetterError
from knowledge.extraction.drafts.draft import DraftFact
from knowledge.model import LANGUAGES

_TEXTS = ("value", "quote", "role", "subject", "person", "zone", "note")
_LISTS = ("about", "send_to", "supersedes")
FIELDS = (*_TEXTS, *_LISTS, "label", "kind")


def edited(fact: DraftFact, field: str, text: str, language: str) -> DraftFact:
    """A fact with one field changed.

    Args:
        fact: as it is.
        field: its name; `label` is the text in the letter's language, `label.fr` that in French.
        text: as typed; lists are separated by commas, nothing takes the field away.
        language: of the letter.

    Raises:
        BadLetterError: there is no such field, or it cannot hold that; the message begins with the field.
    """
    name, _, part = field.partition(".")
    if name not in FIELDS or (part and (name != "label" or part not in LANGUAGES)):
        raise BadLetterError(f"{field}: no such field: there are {', '.join(FIELDS)}, label.fr …")
    data = fact.model_dump(exclude_unset=True)
    value: object = " ".join(text.split())
    if name in _LISTS:
        value = [item.strip() for item in text.split(",") if item.strip()]
    elif name == "label":
        value = _label(fact, part or language, str(value))
    data.pop(name, None)
    if value:
        data[name] = value
    try:
        return DraftFact.model_validate(data)
    except ValidationError as error:
        raise BadLetterError(f"{field}: {error.errors()[0]['msg']}") from error


def _label(fact: DraftFact, language: str, text: str) -> dict[str, str] | None:
    label = {code: name for code, name in (fact.label.model_dump() if fact.label else {}).items() if name}
    if text:
        label[language] = text
    else:
        label.pop(language, None)
    return label or None
