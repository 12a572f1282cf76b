"""The Telegram channel: updates to use cases, and what these answer to calls of the Bot API."""
