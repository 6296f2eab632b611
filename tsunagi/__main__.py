"""`python -m tsunagi` is the command `tsunagi`."""

import sys

from tsunagi.cli import main

sys.exit(main())
