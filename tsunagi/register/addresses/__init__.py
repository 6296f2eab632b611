"""Addresses of the register, a file a group of pages."""
