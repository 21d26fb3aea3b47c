"""What would make a deployment fail, asked of an account before an hour is spent: it reads, and changes nothing."""
