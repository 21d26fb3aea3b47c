"""Google Sheets, by Google's own library for keys and sessions."""
