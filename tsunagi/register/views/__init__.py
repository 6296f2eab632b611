"""The register's pages: a function each; GET reads, POST does one action."""
