"""Newsletters: who may do what, who gets them, how an issue becomes a mail, what comes back."""
