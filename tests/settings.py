"""The site as the tests run it: a database of their own, quick passwords, jobs at once, mail in memory."""

import os
import tempfile

_home = tempfile.TemporaryDirectory(prefix="tsunagi-tests-")  # gone with the tests
os.environ["TSUNAGI_HOME"] = _home.name
os.environ["TSUNAGI_DATABASE"] = os.environ.get("TSUNAGI_TEST_DATABASE", "sqlite:///:memory:")
os.environ["TSUNAGI_JOBS"] = "django_tasks.backends.immediate.ImmediateBackend"
for name in ("TSUNAGI_HTTPS", "TSUNAGI_DEBUG", "TSUNAGI_SECOND_FACTOR", "TSUNAGI_HOSTS"):
    os.environ.pop(name, None)

from tsunagi.settings import *  # noqa: E402, F403

ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CONN_MAX_AGE = 0
COUNT_EVERY = 0
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
WHITENOISE_USE_FINDERS = True
STATIC_ROOT.mkdir()  # noqa: F405
