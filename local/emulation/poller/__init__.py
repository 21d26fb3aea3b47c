"""What Lambda's Kafka pollers do: read the topics of the deployed event source mappings and invoke their functions."""
