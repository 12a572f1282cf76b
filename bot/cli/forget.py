"""`plazo forget`: erases what is kept on a person."""

from bot.cli.options import ConfigOption, load_settings
from bot.cli.person import EmailOption, TelegramOption, read_person
from bot.cli.state import open_state


def forget(email: EmailOption = None, telegram: TelegramOption = None, config: ConfigOption = None) -> None:
    """Erase a person's data; a nomination stays in the register until it is withdrawn or its time is over."""
    channel, address = read_person("forget", email, telegram)
    keep = load_settings(config).privacy.keep_days
    database = open_state(config)
    from bot.store import erasure

    with database.transaction() as connection:
        changed = erasure.forget(connection, channel, address)
    if not changed:
        print(f"Nothing is kept on {channel} {address}.")
        return
    print(f"Erased or made anonymous: {changed} {'entry' if changed == 1 else 'entries'} of {channel} {address}.")
    print(f"Nominations stay in the register until they are withdrawn or {keep} days old.")
