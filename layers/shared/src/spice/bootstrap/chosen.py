"""What the settings choose among: buses, search engines, places of ontologies, ways to wake and to sign in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from functools import partial
from typing import TYPE_CHECKING

from spice.adapters.aws import kick, secret_credentials, token_credentials
from spice.adapters.breaker import Breaker
from spice.adapters.copied_ontologies import CopiedOntologies
from spice.adapters.datagram.kick import DatagramKick
from spice.adapters.postgres.bus import PostgresBus
from spice.adapters.postgres.next_index import Ontologies, here_alone
from spice.adapters.probes import NamedProbe
from spice.ports.credentials import Credentials
from spice.ports.deployment.search_templates import SearchTemplates
from spice.ports.kick import Kick
from spice.settings import Settings

if TYPE_CHECKING:
    from spice.adapters.kafka.bus import KafkaBus
    from spice.adapters.opensearch.search_index import OpenSearchIndex
    from spice.adapters.tantivy.search_index import TantivySearchIndex


def connect_bus(settings: Settings, breaker: Breaker | None = None) -> PostgresBus | KafkaBus:
    """Make the bus that the settings name; the local host and operators read it, and make its topics."""
    if settings.kafka is None:
        return PostgresBus(settings.postgres_url)
    from spice.adapters.kafka import bus, connection

    return bus.KafkaBus(connection.KafkaConnection(**asdict(settings.kafka)), breaker)


def credentials_of(settings: Settings) -> Credentials | None:
    """Make what signs in to PostgreSQL; None where the URL says all."""
    return token_credentials.TokenCredentials(region=settings.s3_region) if settings.postgres_auth == "iam" else None


def connect_search(
    settings: Settings, breaker: Breaker | None = None
) -> tuple[TantivySearchIndex | OpenSearchIndex, SearchTemplates]:
    """Make the search index that the settings name, and what has to be put there before it is used."""
    if settings.search is None:
        from spice.adapters.tantivy.search_index import TantivySearchIndex
        from spice.adapters.tantivy.templates import TantivyTemplates

        return TantivySearchIndex(settings.search_path), TantivyTemplates()
    from spice.adapters.opensearch import connection, search_index, templates

    cluster = settings.search
    index = search_index.OpenSearchIndex(
        connection.OpenSearchConnection(cluster.url, breaker, auth=cluster.auth, region=cluster.region)
    )
    return index, templates.OpenSearchTemplates(index)


def connect_ontologies(settings: Settings, breaker: Breaker) -> tuple[Ontologies, Sequence[NamedProbe]]:
    """Make what keeps ontologies beside PostgreSQL, with its probes; nothing where none is set."""
    if (told := settings.terminusdb) is None:
        return here_alone, ()
    from spice.adapters.terminusdb import connection, ontology_repository

    secret = secret_credentials.SecretCredentials(told.secret, region=settings.s3_region) if told.secret else None
    server = connection.TerminusDBConnection(told.url, breaker, credentials=secret, organization=told.organization)
    probes = (NamedProbe("terminusdb", server.ping, breaker),)
    return partial(CopiedOntologies, ontology_repository.TerminusDBOntologyRepository(server)), probes


def connect_kick(settings: Settings) -> Kick:
    """Make what wakes functions."""
    scheme, _, prefix = settings.kick_url.partition(":")
    if scheme == "lambda":
        return kick.LambdaKick(prefix, region=settings.s3_region, endpoint=settings.lambda_endpoint)
    return DatagramKick(settings.kick_url)
