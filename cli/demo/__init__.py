"""`make run`'s main job: a year of flights out of New York, defined, loaded, found and followed."""
