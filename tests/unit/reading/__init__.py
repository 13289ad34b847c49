"""Tests of what the desk reads in owners' words."""
