"""Consultations: people get in touch by whatever way, are met, and go on from there."""
