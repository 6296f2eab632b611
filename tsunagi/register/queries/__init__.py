"""What the pages of the register read."""
