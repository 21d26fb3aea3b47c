"""A stand-in for Google: what speaks the shapes of its Sheets API, on this machine."""
