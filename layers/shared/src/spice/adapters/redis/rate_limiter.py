"""Token buckets in Redis: one script takes and refills, by the server's clock."""

from math import ceil

from spice.adapters.redis.connection import RedisConnection
from spice.ports.rate_limiter import Allowance

# Microseconds and thousandths of a token: whole numbers, so that nothing is lost by rounding.
_TAKE = """
local rate, burst, cost = tonumber(ARGV[1]), tonumber(ARGV[2]) * 1000, tonumber(ARGV[3]) * 1000
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
local held = redis.call('HMGET', KEYS[1], 't', 'at')
local tokens, at = tonumber(held[1]) or burst, tonumber(held[2]) or now
local gained = math.floor(math.max(0, now - at) * rate / 1000)
if tokens + gained >= burst then
  tokens, at = burst, now
else
  tokens, at = tokens + gained, at + math.floor(gained * 1000 / rate)
end
local allowed = 0
if tokens >= cost then
  allowed, tokens = 1, tokens - cost
end
redis.call('HSET', KEYS[1], 't', string.format('%.0f', tokens), 'at', string.format('%.0f', at))
redis.call('PEXPIRE', KEYS[1], math.ceil((burst - tokens) / rate) + 1000)
return {allowed, tokens}
"""


class RedisRateLimiter:
    """The RateLimiter on Redis; a dead server lets everything pass."""

    def __init__(self, connection: RedisConnection, *, per_second: int, burst: int) -> None:
        self._connection = connection
        self._rate, self._burst = per_second, burst

    def take(self, subject: str, *, cost: int = 1) -> Allowance:
        """Take tokens from a subject's bucket."""
        args = [self._rate, self._burst, cost]
        taken: list[int] | None = self._connection.run(
            lambda client: client.eval(_TAKE, 1, f"rate:{subject}", *args), None
        )
        allowed, tokens = (taken[0] == 1, taken[1] / 1000) if taken else (True, float(self._burst))
        return Allowance(
            allowed=allowed,
            limit=self._burst,
            remaining=int(tokens),
            reset_seconds=ceil((self._burst - tokens) / self._rate),
            retry_after_seconds=0 if allowed else ceil((cost - tokens) / self._rate),
        )
