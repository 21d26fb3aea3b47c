"""What travels and what is kept: envelopes, wire names, segments, codec."""
