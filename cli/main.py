"""The entry of the `spice` command: it imports the rest inside, so that who stops it meanwhile sees no traceback."""

from collections.abc import Sequence

INTERRUPTED = 130
"""The exit status of what SIGINT ended, as shells have it."""


def main(words: Sequence[str] | None = None) -> None:
    """Run the command line."""
    try:
        from cli.app import run

        run(words)
    except KeyboardInterrupt:
        raise SystemExit(INTERRUPTED) from None


if __name__ == "__main__":
    main()
