"""How consultations say things on a page."""
