"""What changes cases. Nothing else writes."""
