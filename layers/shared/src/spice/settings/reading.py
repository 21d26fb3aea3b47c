"""How single settings are read."""

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit


class SettingMissing(Exception):
    """A setting is missing or wrong; the message names the variable and what is expected. Never a password."""


def one_of(env: Mapping[str, str], name: str, allowed: tuple[str, ...]) -> str:
    """Read a choice; where nothing is said the first is meant."""
    if (value := env.get(name) or allowed[0]) not in allowed:
        raise SettingMissing(f"{name} is {value!r}: expected one of {', '.join(allowed)}")
    return value


def has_a_way_out(env: Mapping[str, str]) -> bool:
    """Tell whether anybody outside can be asked: a network of the cloud may have no way out."""
    return one_of(env, "SPICE_WAY_OUT", ("yes", "no")) == "yes"


def required(env: Mapping[str, str], name: str, expected: str) -> str:
    """Read what must be there."""
    if not (value := env.get(name)):
        raise SettingMissing(f"{name} is not set: expected {expected}")
    return value


def listed(env: Mapping[str, str], name: str, expected: str) -> tuple[str, ...]:
    """Read what must be there once at least, by commas."""
    if not (values := tuple(filter(None, env.get(name, "").split(",")))):
        raise SettingMissing(f"{name} is not set: expected {expected}")
    return values


def whole(env: Mapping[str, str], name: str, default: int) -> int:
    """Read a whole number."""
    text = env.get(name, str(default))
    if not text.isdigit():
        raise SettingMissing(f"{name} is {text!r}: expected a whole number")
    return int(text)


def file_at(env: Mapping[str, str], name: str) -> str | None:
    """Read the path of a file that must exist, if one is named."""
    if (path := env.get(name) or None) and not Path(path).is_file():
        raise SettingMissing(f"{name} is {path!r}: expected a file that is there")
    return path


def redis_url(env: Mapping[str, str]) -> str:
    """Read where Redis is."""
    expected = "a redis://, rediss://, redis+cluster:// or rediss+cluster:// URL"
    url = required(env, "SPICE_REDIS_URL", expected)
    if url.partition("://")[0] not in ("redis", "rediss", "redis+cluster", "rediss+cluster"):
        # The URL may hold a password: it is not repeated.
        raise SettingMissing(f"SPICE_REDIS_URL begins with {url.partition('://')[0][:20]!r}: expected {expected}")
    return url


def kick_url(env: Mapping[str, str]) -> str:
    """Read where to ask for an asynchronous run."""
    expected = "where to ask for an asynchronous run, udp://:key@host:port or lambda:<prefix of the functions' names>"
    text = required(env, "SPICE_KICK_URL", expected)
    place = urlsplit(text)
    if place.scheme == "lambda" and place.path and not place.netloc:
        return text
    if place.scheme != "udp" or not (place.hostname and place.password and _port(text)):
        raise SettingMissing(f"SPICE_KICK_URL is wrong: expected {expected}")
    return text


def _port(url: str) -> int | None:
    try:
        return urlsplit(url).port
    except ValueError:
        return None
