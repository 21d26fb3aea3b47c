"""Cells of tables as values: how people write numbers, days and answers, read into what a class asks for."""
