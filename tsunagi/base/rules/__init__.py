"""Plain rules: codes and their check digits, words for refusals."""
