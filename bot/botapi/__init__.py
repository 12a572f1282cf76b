"""What the Bot API takes, as values: calls with their buttons, and texts counted and split as it counts them."""
