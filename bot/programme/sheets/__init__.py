"""Tables in files: what is read from CSV and XLSX, and what is written to them."""
