"""A person's own words in; danger met first, then the few supports that fit. No words are kept."""
