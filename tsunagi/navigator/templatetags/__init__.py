"""How the navigator says things on a page."""
