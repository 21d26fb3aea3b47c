"""Tables as text (CSV, TSV): read as they are written, or refused where they are broken."""
