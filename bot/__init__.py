"""The running service: alone in talking to the world, and alone in being asynchronous."""
