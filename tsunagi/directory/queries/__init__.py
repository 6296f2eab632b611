"""What the pages, the API and the navigator read."""
