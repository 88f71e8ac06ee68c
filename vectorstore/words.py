"""What the keyword index keeps of a text: its words, as the forms of each meet in the text's language."""

from functools import cache

import tantivy

from vectorstore.language import GLUED, pairs_of

_LONGEST_WORD = 80  # bytes; longer ones are noise of extraction, and tantivy would keep them in its dictionary
_STEMMERS = {
    "ar": "arabic",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "fi": "finnish",
    "fr": "french",
    "hu": "hungarian",
    "it": "italian",
    "nl": "dutch",
    "no": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
}


def words_of(text: str, language: str) -> list[str]:
    """Return the words of a text in their order: lower case, stemmed by the rules of a language if it has some.

    Glued scripts become pairs of signs: no dictionary is needed to find them again.
    """
    return list(_analyzer(language).analyze(GLUED.sub(lambda run: f" {' '.join(pairs_of(run.group()))} ", text)))


@cache
def _analyzer(language: str) -> tantivy.TextAnalyzer:
    builder = (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.remove_long(_LONGEST_WORD))
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.ascii_fold())
    )
    if language in _STEMMERS:
        builder = builder.filter(tantivy.Filter.stemmer(_STEMMERS[language]))
    return builder.build()
