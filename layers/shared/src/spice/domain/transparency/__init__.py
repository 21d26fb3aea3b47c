"""A log that a stranger can check: hashes of RFC 6962, tiles, signed notes and proofs of C2SP."""
