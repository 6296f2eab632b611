"""What the pages and the command read."""
