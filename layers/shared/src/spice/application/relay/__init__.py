"""What waits in the outbox is brought to the bus."""
