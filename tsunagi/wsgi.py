"""The door for web servers."""

import os
import threading

from django.core.wsgi import get_wsgi_application

from tsunagi.navigator.queries.danger import get_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tsunagi.settings")
application = get_wsgi_application()
threading.Thread(target=get_ready, name="danger").start()  # in the background: requests are answered meanwhile
