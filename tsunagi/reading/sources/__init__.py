"""One module a kind of document; each gives a `Source` of rows and lines with their places."""
