"""What changes the directory. Nothing else writes."""
