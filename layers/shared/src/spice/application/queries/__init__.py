"""Questions are answered from read models."""
