"""Plain rules: states, gates, forms, what is missing and what is late."""
