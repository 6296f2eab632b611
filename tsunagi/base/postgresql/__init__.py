"""PostgreSQL as Django knows it, told with each question whose records it may show."""
