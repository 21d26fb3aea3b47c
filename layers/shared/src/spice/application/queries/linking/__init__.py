"""Instances that are linked: what they name and what names them, step by step, now and at a time."""
