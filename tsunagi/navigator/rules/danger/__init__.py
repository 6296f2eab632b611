"""Whether a person's words speak of danger, and of which: worked out before any search, from words alone."""

from tsunagi.navigator.rules.danger.finding import Danger, find_danger
from tsunagi.navigator.rules.danger.table import Kind

__all__ = ["Danger", "Kind", "find_danger"]
