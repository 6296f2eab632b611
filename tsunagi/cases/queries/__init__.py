"""What the pages of casework read, each cut by who asks."""
