"""How each importer's differences become rows; actions/imports.py leaves the journal line."""
