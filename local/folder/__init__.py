"""The data folder of a platform: its paths, lock, plan, keys and room."""
