"""What people who answer do, and what those who get in touch do."""
