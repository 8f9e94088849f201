"""Reading: from an article's text to its events. The only package that knows spaCy."""
