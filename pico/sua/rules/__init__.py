"""What may be done, when, and what is still missing. Reads only; asked by pages and by actions alike."""
