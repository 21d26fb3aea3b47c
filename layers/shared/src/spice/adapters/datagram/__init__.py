"""Adapters over datagrams."""
