"""What the pages and actions read."""
