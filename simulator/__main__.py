"""`python -m simulator`: the same as `corridorsim`."""

import sys

from simulator.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
