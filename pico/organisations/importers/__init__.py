"""Readers of the official files: bytes in, differences to the registry out. Nothing here writes a row."""
