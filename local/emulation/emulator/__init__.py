"""What runs inside ministack's own interpreter: the resource types it lacks, and endpoints that somebody listens on."""
