"""How times are said to whoever wrote, on a page and in an answer alike."""

from __future__ import annotations

import math
from datetime import timedelta

from django.utils.translation import gettext as _


def within_words(time: timedelta) -> str:
    """Within how long a letter is answered, rounded up: to five minutes below two hours, to hours below two days."""
    if time < timedelta(hours=2):
        return _("%(count)s分") % {"count": math.ceil(time / timedelta(minutes=5)) * 5}
    if time < timedelta(days=2):
        return _("%(count)s時間") % {"count": math.ceil(time / timedelta(hours=1))}
    return _("%(count)s日") % {"count": math.ceil(time / timedelta(days=1))}
