"""Sheets as people make them: any file into tables, each with its header, its rows and what stands beside them."""
