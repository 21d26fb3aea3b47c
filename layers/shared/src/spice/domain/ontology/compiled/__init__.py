"""An ontology made ready for use: each class with its checks, names and fields."""
