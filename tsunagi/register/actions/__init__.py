"""What changes the register. Each action says who, is atomic, and writes its audit row inside."""
