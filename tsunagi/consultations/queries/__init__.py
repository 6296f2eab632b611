"""What pages show, cut by who may see it."""
