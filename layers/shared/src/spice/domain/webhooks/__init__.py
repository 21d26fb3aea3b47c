"""Webhooks: what partners are told, when it is tried again, how it is signed, and where nothing is ever sent."""
