"""Whole conversations as readable scenarios, played at the front door of a running system."""
