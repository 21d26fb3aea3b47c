"""The search index's settings."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from spice.settings.reading import SettingMissing, one_of, required

SEARCH_AUTHS = ("none", "basic", "sigv4")


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchSettings:
    """An OpenSearch cluster: SPICE_SEARCH_<FIELD>. `url` is http(s)://, or unix:/ and the path of its door."""

    url: str
    auth: str = "none"
    region: str = "us-east-1"


def read_search(env: Mapping[str, str]) -> SearchSettings | None:
    """Read where OpenSearch is; None where the index is a folder."""
    if not (url := env.get("SPICE_SEARCH_URL")):
        return None
    place = urlsplit(url)
    if not (place.hostname if place.scheme in ("http", "https") else _is_door(place)):
        raise SettingMissing("SPICE_SEARCH_URL is wrong: expected http(s)://[user:password@]host:port or unix:/path")
    auth = one_of(env, "SPICE_SEARCH_AUTH", SEARCH_AUTHS)
    if auth == "basic" and not (place.username and place.password):
        raise SettingMissing("SPICE_SEARCH_AUTH is basic: expected SPICE_SEARCH_URL with user:password@")
    region = env.get("SPICE_SEARCH_REGION") or env.get("AWS_REGION") or env.get("SPICE_S3_REGION") or "us-east-1"
    return SearchSettings(url=url, auth=auth, region=region)


def _is_door(place: SplitResult) -> bool:
    return place.scheme == "unix" and not place.netloc and place.path.startswith("/")


def search_path(env: Mapping[str, str], cluster: SearchSettings | None) -> str:
    """Read the folder of the index; none is needed beside a cluster."""
    if cluster is not None:
        return env.get("SPICE_SEARCH_PATH", "")
    return required(env, "SPICE_SEARCH_PATH", "the folder of the search index, or SPICE_SEARCH_URL")
