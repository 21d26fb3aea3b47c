"""What the host takes at most, of one caller and of all of them."""

MEGABYTE = 1024 * 1024

LARGEST_BODY = 4 * MEGABYTE
"""The contract's; API Gateway itself would take ten."""
BODIES_AT_ONCE = 64 * MEGABYTE
"""Bytes of bodies that are held for all requests together."""
BODY_GRACE_SECONDS, LONGEST_BODY_SECONDS = 10.0, 60.0
SLOWEST_BYTES_A_SECOND = 32 * 1024
"""Of a body that comes, once its grace is over, and of an answer that goes."""

LARGEST_URL, LARGEST_HEAD = 64 * 1024, 96 * 1024
HEAD_SECONDS = 10.0
KEEP_ALIVE_SECONDS = 75
CONNECTIONS = 4000
"""When there are as many, the one that was quiet longest makes room."""

ANSWER_SECONDS = 30.0
"""What API Gateway waits for a function."""
PATIENCE, STAYING_PATIENCE = 10.0, 8.0
"""How long a request waits for an environment, and one for an environment to wait in."""
LOOK_SECONDS = 20.0
"""How often it is looked at whether an answer is taken."""
LINGER_SECONDS = 5.0
"""How long the rest of a refused body is read and forgotten: who is still sending would not see the answer."""

WAITS = 64
"""Requests that wait for an outcome or an event at once. Each holds an environment, beyond those that others share."""
