"""How many targets have which verdict."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

VERDICTS: Final = ("met", "not_met", "pending", "no_actual")


@dataclass(frozen=True, slots=True)
class Counts:
    """Targets by verdict."""

    met: int = 0
    not_met: int = 0
    pending: int = 0
    no_actual: int = 0

    @property
    def total(self) -> int:
        """All targets."""
        return self.met + self.not_met + self.pending + self.no_actual

    def parts(self) -> tuple[tuple[str, int], ...]:
        """Verdict and number, in their fixed order."""
        return tuple((verdict, getattr(self, verdict)) for verdict in VERDICTS)
