"""What a column of a table holds, told from its values, its header and its neighbours: Funnel's heart."""
