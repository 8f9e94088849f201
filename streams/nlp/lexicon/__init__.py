"""The lexicon as data, one set of files a language, and its loader.

`<language>.tsv` lists the triggers, `<language>.classes.tsv` the word classes their conditions name,
`<language>.forms.tsv` irregular verb forms, `<language>.words.toml` the function words that the rules ask for. A
user's own trigger file has the format of the first and is read after it. `de.nouns.tsv`, which the reader looks nouns
up in, has the forms of German nouns.
"""

from streams.nlp.lexicon.load import LANGUAGES, load_lexicon
from streams.nlp.lexicon.types import Condition, Lexicon, Row

__all__ = ["LANGUAGES", "Condition", "Lexicon", "Row", "load_lexicon"]
