"""How events look to people: a terminal table and a self-contained HTML page."""
