"""What holds for every test."""

from hypothesis import settings

settings.register_profile("spice", deadline=None)
settings.load_profile("spice")
