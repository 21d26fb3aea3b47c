"""Signing in at an OpenID issuer with a browser: an authorization code, PKCE, a redirect to this machine."""
