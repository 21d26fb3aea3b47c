"""Whose pages may ask the API, beside our own."""

import os
from collections.abc import Sequence


def cors_origins() -> Sequence[str]:
    """Read the origins of the settings."""
    return tuple(filter(None, os.environ.get("SPICE_CORS_ORIGINS", "").split(",")))
