"""The doorways: one small file a function."""
