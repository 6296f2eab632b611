"""Pages of those who keep the supports of a body."""
