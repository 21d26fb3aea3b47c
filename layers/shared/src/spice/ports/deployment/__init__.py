"""What only a deployment asks for: schema, buckets, brokers, what a search engine needs."""
