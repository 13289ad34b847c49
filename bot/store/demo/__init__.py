"""The demonstration catalogue: real universities, invented mentors and patents (see README.md)."""
