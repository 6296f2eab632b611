"""A document that was read, written as a file that reads back equal. Plain Python."""
