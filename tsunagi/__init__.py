"""tsunagi (つなぎ): runs a plan against loneliness and isolation end to end."""

__version__ = "0.1.0"
