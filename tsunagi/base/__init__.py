"""What every part stands on: users, organisations, access, the audit chain, and the frame of the pages."""
