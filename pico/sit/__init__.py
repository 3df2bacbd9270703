"""Servizi Innovativi Territoriali: agreements and service catalogue."""
