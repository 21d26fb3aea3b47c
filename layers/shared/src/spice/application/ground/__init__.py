"""What several rooms stand on: schemas, the chain of segments, times, rows, ids."""
