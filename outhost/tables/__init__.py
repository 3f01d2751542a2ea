"""Tables that people bring: CSV and XLSX, read as they come."""
