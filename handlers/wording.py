"""What Plazo says: the texts of one language, each a Jinja template that a translator edits in `config/messages`."""

from collections.abc import Mapping
from functools import cached_property

from jinja2 import StrictUndefined, Template
from jinja2.sandbox import ImmutableSandboxedEnvironment

_ISOLATE, _END_ISOLATE = "\u2068", "\u2069"
_ENVIRONMENT = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=False)
RIGHT_TO_LEFT = frozenset({"ar"})


class Wording:
    """The texts of one language."""

    def __init__(self, texts: Mapping[str, object]) -> None:
        """Take the texts of one language.

        Args:
            texts: what a file of `config/messages` holds: texts by key, with one level of maps.
        """
        self._texts = texts
        self._compiled: dict[str, Template] = {}

    @cached_property
    def language(self) -> str:
        """The language's code."""
        return str(self._texts["language"])

    def say(self, key: str, **values: object) -> str:
        """Fill in the text with this key.

        Args:
            key: of the text; `kinds.phone` is in the map `kinds`.
            values: for its placeholders; texts among them are kept apart from the text's own direction.

        Raises:
            KeyError: there is no such text.
        """
        template = self._compiled.get(key)
        if template is None:
            template = self._compiled[key] = _ENVIRONMENT.from_string(self._text(key))
        return template.render(values)

    def _text(self, key: str) -> str:
        section, _, name = key.partition(".")
        found = self._texts[section]
        return str(found[name]) if isinstance(found, Mapping) else str(found)

    def has(self, key: str) -> bool:
        """Whether there is a text with this key."""
        section, _, name = key.partition(".")
        found = self._texts.get(section)
        return name in found if isinstance(found, Mapping) else found is not None

    def apart(self, text: str) -> str:
        """Keep a name, number or foreign words whole within text that runs from right to left (Unicode UAX #9)."""
        return f"{_ISOLATE}{text}{_END_ISOLATE}" if self.language in RIGHT_TO_LEFT else text
