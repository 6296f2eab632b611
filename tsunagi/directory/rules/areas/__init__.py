"""The areas of Japan: which there are, which one somebody means, which are named in a text, which lies in which."""

from tsunagi.directory.rules.areas.finding import candidates, find_area
from tsunagi.directory.rules.areas.known import Area, add_made_up, area, areas, containing, covers
from tsunagi.directory.rules.areas.mentions import Mention, areas_in

__all__ = [
    "Area",
    "Mention",
    "add_made_up",
    "area",
    "areas",
    "areas_in",
    "candidates",
    "containing",
    "covers",
    "find_area",
]
