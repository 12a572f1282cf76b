"""What changes while Plazo runs, in a database: people, dialogues, questions, the register, the outbox.

One module a table or a small group of tables; each function takes an open connection, so that what belongs together is
written in one transaction. Facts are no part of it: they live in reviewed files.
"""
