"""All looks at an account, and what they found together."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from botocore.exceptions import BotoCoreError, ClientError

from infra.preflight import heard, offers, quotas, standing, taken
from infra.preflight.account import Account, code_of
from infra.preflight.finding import Finding
from infra.preflight.made import Made
from infra.stage import Stage

OF_STACKS = (
    standing.bootstrapped,
    standing.roles,
    standing.unfinished,
    quotas.concurrency,
    quotas.networks,
    taken.taken,
    heard.distributions,
    heard.confirmed,
)
OF_STAGE = (offers.zones, offers.database, offers.parameters, offers.roots, offers.bus, offers.search)


def look(account: Account, stage: Stage, stacks: Sequence[Made]) -> Iterator[Finding]:
    """Find everything that would make a deployment fail; what may not be asked is told, and the others are asked."""
    for ask in OF_STACKS:
        yield from _found(ask.__name__, partial(ask, account, stacks))
    for offer in OF_STAGE:
        yield from _found(offer.__name__, partial(offer, account, stage))


def _found(name: str, ask: Callable[[], Iterator[Finding]]) -> Iterator[Finding]:
    try:
        yield from ask()
    except ClientError as refused:
        operation = refused.operation_name
        yield Finding(kind="unknown", says=f"{name}: {operation} was refused: {code_of(refused)}", do="see the grants")
    except BotoCoreError as broken:
        yield Finding(kind="unknown", says=f"{name}: {broken}", do="look at the network and the credentials")
