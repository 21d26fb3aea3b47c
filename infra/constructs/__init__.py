"""The parts that stacks are made of: one makes every function, one every bucket."""
