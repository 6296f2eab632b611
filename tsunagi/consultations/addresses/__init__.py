"""Addresses by what they are about."""
