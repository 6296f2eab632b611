"""What is counted, the counts as they were on a day, and what of them was published."""

from tsunagi.figures.models.counting import Counting, Tally
from tsunagi.figures.models.definition import Definition, Feed, Threshold
from tsunagi.figures.models.publication import Figure, Publication
from tsunagi.figures.models.suggestion import Suggestion

__all__ = ["Counting", "Definition", "Feed", "Figure", "Publication", "Suggestion", "Tally", "Threshold"]
