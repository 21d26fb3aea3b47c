"""Every type a property may have, with its check and its normal form."""
