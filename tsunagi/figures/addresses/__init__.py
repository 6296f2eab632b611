"""Addresses of figures, a file a group of pages."""
