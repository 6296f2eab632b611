"""Plain Python: no database, no clock, no network. The day and the hour are arguments."""
