"""What `python -m outhost` runs: the same as the command `outhost`."""

from multiprocessing import freeze_support

from outhost.cli import main

if __name__ == "__main__":
    freeze_support()
    main()
