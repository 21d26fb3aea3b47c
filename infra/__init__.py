"""What is deployed, as plain data and as a CDK app."""
