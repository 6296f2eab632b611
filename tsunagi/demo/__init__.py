"""A made-up prefecture with three towns and twelve organisations that lives in the site, to try everything out."""
