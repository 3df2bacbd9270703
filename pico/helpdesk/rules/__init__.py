"""Who may do what here, which desk answers, and when desks are open."""
