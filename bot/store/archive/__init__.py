"""Everything that cannot be made again, in one file that either kind of store takes back."""
