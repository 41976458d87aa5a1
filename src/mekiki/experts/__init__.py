"""Who knows what: people known by their works, scored for a text, with the works that speak for them."""
