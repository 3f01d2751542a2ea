"""The program `outhost` as it would be on a machine of one core: with a single drawing process."""

import os

from outhost.cli import main

os.cpu_count = lambda: 1

if __name__ == "__main__":
    main()
