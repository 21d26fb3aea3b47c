"""How the ports are met, one package a technology."""
