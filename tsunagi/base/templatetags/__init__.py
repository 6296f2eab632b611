"""What the templates of the base need beyond Django's own."""
