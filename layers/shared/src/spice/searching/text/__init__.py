"""Text as people type it: folding, words, stems, Hangul, nearness, highlights. Standard library only."""
