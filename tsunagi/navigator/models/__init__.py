"""What the navigator keeps: supports that somebody takes along for a week, and counts. Never a word of anybody."""

from tsunagi.navigator.models.counts import PageCount, UnmetNeed
from tsunagi.navigator.models.take_along import TakeAlong, TakenService

__all__ = ["PageCount", "TakeAlong", "TakenService", "UnmetNeed"]
