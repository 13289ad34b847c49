"""What staff enter into the shared catalogue: records, checked before they are stored."""
