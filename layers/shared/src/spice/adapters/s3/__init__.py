"""S3: the event log and its packs."""
