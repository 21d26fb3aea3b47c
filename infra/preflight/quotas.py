"""How much an account may have of what a stage needs."""

from collections.abc import Iterator, Sequence

from infra.preflight.account import Account
from infra.preflight.finding import Finding, fails
from infra.preflight.made import Made
from infra.preflight.standing import AGAIN, state_of

UNRESERVED = 100
"""Lambda keeps so many for functions without a reservation, and refuses a reservation that would take of them."""
VPCS, ADDRESSES = "L-F678F1CE", "L-0263D0A3"


def concurrency(account: Account, stacks: Sequence[Made]) -> Iterator[Finding]:
    """May so many functions run at once as are reserved?"""
    free = int(account.ask("lambda", "get_account_settings")["AccountLimit"]["UnreservedConcurrentExecutions"])
    wanted = sum(_reserved(made) for made in stacks if state_of(account, made) in (None, *AGAIN))
    if wanted and free - wanted < UNRESERVED:
        yield fails(
            f"functions may run {free} times at once beside what is reserved; the stage reserves {wanted},"
            f" and {UNRESERVED} have to stay",
            f"ask for Lambda's quota 'Concurrent executions' (L-B99A9384) of {max(1000, wanted + UNRESERVED)} or more",
        )


def _reserved(made: Made) -> int:
    """Count what functions reserve; what is kept warm is of that."""
    return sum(int(each.get("ReservedConcurrentExecutions", 0)) for each in made.properties("AWS::Lambda::Function"))


def networks(account: Account, stacks: Sequence[Made]) -> Iterator[Finding]:
    """Is there room for a VPC more, and for the addresses of its gateways?"""
    fresh = [made for made in stacks if state_of(account, made) in (None, *AGAIN)]
    vpcs = sum(1 for made in fresh for _ in made.properties("AWS::EC2::VPC"))
    addresses = sum(1 for made in fresh for _ in made.properties("AWS::EC2::EIP"))
    if vpcs:
        there = len(account.ask("ec2", "describe_vpcs")["Vpcs"])
        yield from _room(account, "vpc", VPCS, "VPCs", there, vpcs)
    if addresses:
        there = len(account.ask("ec2", "describe_addresses")["Addresses"])
        yield from _room(account, "ec2", ADDRESSES, "elastic addresses", there, addresses)


def _room(account: Account, service: str, code: str, what: str, there: int, more: int) -> Iterator[Finding]:
    quota = account.ask("service-quotas", "get_service_quota", ServiceCode=service, QuotaCode=code)
    most = int(quota["Quota"]["Value"])
    if there + more > most:
        yield fails(f"there are {there} {what} of {most}, and {more} more are wanted", f"ask for more: quota {code}")
