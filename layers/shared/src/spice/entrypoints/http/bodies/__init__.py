"""Bodies of requests: unpacked, weighed, decoded, checked."""
