"""Entry point of `streams` and `python -m streams`."""

from streams.cli import main

if __name__ == "__main__":
    main()
