"""How the pages of casework say things."""
