"""Servizi Associati Politiche Europee: calls and projects."""
