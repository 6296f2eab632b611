"""How figures are said on a page."""
