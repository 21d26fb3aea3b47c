"""A platform of this machine: started, looked at, ended."""
