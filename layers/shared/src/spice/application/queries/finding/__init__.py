"""Many instances at once: filters, search, figures, suggestions, exports."""
