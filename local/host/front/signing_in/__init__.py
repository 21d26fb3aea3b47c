"""Signing in with a browser: the part an OpenID issuer plays, for whoever may read the data folder."""
