"""The channel of mailboxes: fetched over IMAP, stored, understood, recorded and answered, then moved."""
