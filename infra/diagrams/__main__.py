"""`python -m infra.diagrams`: draw the diagrams of the documents again."""

import sys

from infra.diagrams.pages import PAGES, drawn


def main() -> None:
    """Write each page anew and say so."""
    for page in PAGES:
        page.write_text(drawn(page.read_text()))
        sys.stdout.write(f"{page.name} is drawn\n")


if __name__ == "__main__":
    main()
