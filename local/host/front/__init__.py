"""The part API Gateway plays."""
