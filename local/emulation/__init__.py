"""An AWS account on one machine: ministack with real data stores behind it, and what Lambda's pollers do."""
