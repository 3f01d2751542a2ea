"""Where the frozen program starts: a drawing process leaves before it has loaded what only the server needs."""

import multiprocessing

multiprocessing.freeze_support()

from outhost.cli import main  # noqa: E402 - a drawing process must not come this far

main()
