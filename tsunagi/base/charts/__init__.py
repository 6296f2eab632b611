"""Numbers drawn on the server as SVG with a text alternative. Plain Python: words come in ready, nothing is loaded."""

from tsunagi.base.charts.bars import Bar, bars
from tsunagi.base.charts.timeline import Aim, Point, timeline

__all__ = ["Aim", "Bar", "Point", "bars", "timeline"]
