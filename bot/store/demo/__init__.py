"""The demonstration catalogue: real universities, invented mentors, patents
and platforms (see README.md)."""
