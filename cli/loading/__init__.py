"""Files into instances: read, convert, cut into bulk requests, send, follow."""
