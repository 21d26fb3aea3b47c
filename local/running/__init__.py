"""Servers as processes: started, watched, started again, ended."""
