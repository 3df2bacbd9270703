"""What the search knows of people."""

from pico.base.personal_data import declare_personal as personal

personal("search.SearchEntry", "title", "content", "KEEP", "copia di una riga, riscritta con essa")
personal("search.SearchEntry", "text", "content", "KEEP", "copia di una riga, riscritta con essa")
personal("search.SearchEntry", "keys", "act", "KEEP", "chi può vedere la riga, riscritto con essa")
personal("search.RecentSearch", "user", "preference", "DELETE")
personal("search.RecentSearch", "text", "preference", "DELETE")
