"""The command `tsunagi`."""


def main() -> int:
    """Run the command; the exit status is returned."""
    return 0
