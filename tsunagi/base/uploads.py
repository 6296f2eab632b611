"""Files that staff hand in: not larger than is read, and looked through by the operator's scanner."""

from __future__ import annotations

import logging
import subprocess
from typing import Any, Final

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _

_log = logging.getLogger(__name__)
#: Seconds that a scanner may take.
PATIENCE: Final = 120
#: What scanners say by the status they end with (clamscan and clamdscan).
CLEAN, HARMFUL = 0, 1


class UploadField(forms.FileField):
    """A file. largest: bytes; too_large: what is said of a larger one, and what to do."""

    def __init__(self, *, largest: int, too_large: str | Promise, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.largest, self.too_large = largest, too_large

    def clean(self, data: Any, initial: Any = None) -> Any:
        """The file, if it may be read."""
        file = super().clean(data, initial)
        if file.size > self.largest:
            raise ValidationError(str(self.too_large))
        _refuse_harmful(file)
        return file


def _refuse_harmful(file: Any) -> None:
    """The file goes to the scanner's standard input, never to a disk. What could not be looked through is refused."""
    if not settings.SCANNER:
        return
    try:
        done = subprocess.run(settings.SCANNER, input=file.read(), capture_output=True, timeout=PATIENCE, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        _log.error("an upload could not be scanned: %s", type(error).__name__)
        raise ValidationError(_could_not()) from error
    file.seek(0)
    if done.returncode == HARMFUL:
        _log.warning("an upload was refused by the scanner")
        raise ValidationError(_("ウイルスなど、害のあるものが見つかったため、このファイルは受け取れません。"))
    if done.returncode != CLEAN:
        _log.error("an upload could not be scanned: the scanner ended with %s", done.returncode)
        raise ValidationError(_could_not())


def _could_not() -> str:
    return _("ウイルスの検査ができなかったため、受け取れません。サイトを運用する人に知らせてください。")
