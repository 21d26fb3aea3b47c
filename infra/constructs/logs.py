"""How long logs are kept, in the words of CloudWatch."""

from aws_cdk import aws_logs

_RETENTIONS = {
    1: aws_logs.RetentionDays.ONE_DAY,
    7: aws_logs.RetentionDays.ONE_WEEK,
    14: aws_logs.RetentionDays.TWO_WEEKS,
    30: aws_logs.RetentionDays.ONE_MONTH,
    90: aws_logs.RetentionDays.THREE_MONTHS,
    180: aws_logs.RetentionDays.SIX_MONTHS,
    365: aws_logs.RetentionDays.ONE_YEAR,
}


def days(count: int) -> aws_logs.RetentionDays:
    """Name a retention; CloudWatch knows only some."""
    if count not in _RETENTIONS:
        raise ValueError(f"logs cannot be kept {count} days: expected one of {', '.join(map(str, _RETENTIONS))}")
    return _RETENTIONS[count]
