"""What only AWS has: asynchronous invocations, secrets, tokens."""
