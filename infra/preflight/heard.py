"""Who the world and the people are that a stage counts on."""

from collections.abc import Iterator, Sequence

from infra.preflight.account import Account
from infra.preflight.finding import Finding, mind
from infra.preflight.made import Made
from infra.preflight.standing import WHOLE, state_of


def distributions(account: Account, stacks: Sequence[Made]) -> Iterator[Finding]:
    """May the account have distributions of CloudFront? AWS tells only who tries, and refuses whom it does not know."""
    front = [made for made in stacks if any(True for _ in made.properties("AWS::CloudFront::Distribution"))]
    if not front or any(state_of(account, made) in WHOLE for made in front):
        return
    if not account.ask("cloudfront", "list_distributions")["DistributionList"]["Quantity"]:
        yield mind(
            "the account has no distribution of CloudFront: AWS lets it make one when it has verified the account",
            f"deploy {front[0].stack} first; if it says 'must be verified', ask AWS Support, once an account",
        )


def confirmed(account: Account, stacks: Sequence[Made]) -> Iterator[Finding]:
    """Do those hear of alarms who were named? SNS sends to nobody who has not said yes."""
    for made in stacks:
        topics = [str(each["TopicName"]) for each in made.properties("AWS::SNS::Topic") if "TopicName" in each]
        for name in topics if topics and state_of(account, made) in WHOLE else ():
            arn = f"arn:aws:sns:{made.region}:{account.id}:{name}"
            asked = account.every(
                "sns", "list_subscriptions_by_topic", "Subscriptions", region=made.region, TopicArn=arn
            )
            for who in (each["Endpoint"] for each in asked if each["SubscriptionArn"] == "PendingConfirmation"):
                yield mind(f"{who} has not confirmed that {name} may write to it", "follow the link AWS sent there")
