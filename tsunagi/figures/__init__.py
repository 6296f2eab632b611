"""The one door between the personal side and the public side: counts, with small ones hidden."""
