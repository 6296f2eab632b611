"""How the directory's values are said on a page."""
