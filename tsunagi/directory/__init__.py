"""What people can turn to: windows, lines, places and schemes, in the field's own format (HSDS)."""
