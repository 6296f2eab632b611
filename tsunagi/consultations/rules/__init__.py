"""What a contact and a window may do: plain Python, the day and the moment are arguments."""
