"""The diagrams of the documents, drawn from the catalogue and the imports."""
