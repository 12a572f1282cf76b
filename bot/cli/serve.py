"""`plazo serve`: the running service."""

from typing import Annotated

import typer

from bot.cli.console import fail, read_moment
from bot.cli.options import ConfigOption, load_settings


def serve(
    config: ConfigOption = None,
    now: Annotated[
        str | None, typer.Option("--now", help="The moment at which the service's clock starts; by default now.")
    ] = None,
) -> None:
    """Run every channel that the configuration enables, until SIGTERM or SIGINT."""
    from bot import service
    from bot.clock import Clock
    from bot.library import Sources, open_knowledge
    from bot.logs import start_logging

    settings = load_settings(config)
    try:
        clock = Clock(read_moment(now) if now else None)
    except ValueError as error:
        fail(str(error))
    start_logging(settings.service.log_level, service.secrets_of(settings))
    service.serve(settings, open_knowledge(Sources(own=settings.service.letters_dir)), clock)
