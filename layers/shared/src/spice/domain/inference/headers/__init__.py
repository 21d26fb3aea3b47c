"""What a column's header says it holds: words of four languages and more, matched whole."""
