"""In which language a text is written: told by its script and its commonest words, the same way every time."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

ENGLISH = "en"

GLUED_SIGNS = r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff"
"""What stands in a regular expression's brackets for the signs of the scripts that GLUED is of."""

GLUED = re.compile(f"[{GLUED_SIGNS}]+")
"""A run of a script that puts no spaces between words, or of Korean, whose particles are glued to them."""

NAMES = {
    "ar": "Arabic",
    "cs": "Czech",
    "da": "Danish",
    "de": "German",
    "el": "Greek",
    "en": "English",
    "es": "Spanish",
    "fa": "Persian",
    "fi": "Finnish",
    "fr": "French",
    "he": "Hebrew",
    "hi": "Hindi",
    "hu": "Hungarian",
    "it": "Italian",
    "ja": "Japanese",
    "ko": "Korean",
    "nl": "Dutch",
    "no": "Norwegian",
    "pl": "Polish",
    "pt": "Portuguese",
    "ro": "Romanian",
    "ru": "Russian",
    "sv": "Swedish",
    "ta": "Tamil",
    "th": "Thai",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "zh": "Chinese",
}
"""The languages that are told apart, by their codes (ISO 639-1)."""

# The commonest words of the languages that are told apart by them: about as many for each, those of questions among
# them, so that no language wins by a longer list.
_COMMON = {
    "en": "the of and to in is that for it as was with be by on not are this from at or have which an but they you "
    "were their has will can we what when where who how many why does did do if any there must may",
    "de": "der die das und ist in den von zu mit sich des auf für nicht ein eine als auch es an werden aus er hat dass "
    "sie nach wird bei einer um am sind war wie dem im zum oder wann wer was welche welcher welches welchem wo warum",
    "fr": "le la les de des du et en un une est dans que qui pour par sur au aux avec ce il elle ne pas plus sont se "
    "ou son sa leur cette quel quelle combien quand où comment pourquoi quels nous vous être été à",
    "es": "el la los las de del y en un una es que por con para se su al lo como más no o pero sus ha este esta son "
    "fue qué cuál cuándo quién dónde cómo cuánto cuántos cuántas está entre sin sobre hay a",
    "it": "il lo la i gli le di del della dei delle che e è un una in per con non si da al alla sono come più anche "
    "nel nella su dal ha questo quale quali quando chi dove quanto quanti cosa perché essere stato",
    "pt": "o a os as de do da dos das e em no na um uma que é para com por não se ao mais como mas foi são seu sua "
    "ou ser quando qual quais quem onde quantos quanto está pelo pela isso à há",
    "nl": "de het een van en in is dat op te met zijn voor niet aan er om ook als bij door naar uit wordt zij maar "
    "worden deze nog wat wie waar hoe waarom welke wanneer veel hebben heeft kan moet werd tot",
    "sv": "och att det som en på är av för med den till inte om ett han de har jag var vi kan från eller men vid så "
    "när vad vem hur vilka många ska efter under mot också",
    "da": "og at det er en til af på for med den der ikke som et de har han var vi kan fra eller men ved så når hvad "
    "hvem hvor hvilke mange skal efter blev bliver sig noget mere",
    "no": "og at det er en til av på for med den som ikke et de har han var vi kan fra eller men ved så når hva hvem "
    "hvor hvilke mange skal etter ble blir å seg noe mer",
    "fi": "ja on ei se että oli ovat hän joka kun niin mutta myös tai kuin ole sen ne mitä kuka missä milloin miten "
    "kuinka monta voi olla jos jotka tämä sekä vain ollut mukaan",
    "hu": "a az és hogy nem egy is volt meg ez van de csak már még el mint ha vagy ki mi hol mikor mennyi hány hogyan "
    "melyik kell lehet azt ezt fel minden után szerint",
    "ro": "și de în la a cu pe nu o un este să ca din care mai pentru sau că au fost al ale sunt ce cine când unde cum "
    "cât câte dar prin după lui se",
    "tr": "ve bir bu için ile de da olarak olan gibi daha çok en ne kim nasıl nerede zaman hangi kaç değil var mı mi "
    "ise ancak kadar sonra göre her olduğu veya",
    "pl": "i w z na się nie do jest to że o jak po co od za dla przez są oraz ale być który która które ma tym czy kto "
    "gdzie kiedy ile jakie lub przy został",
    "cs": "a v na je se že to z do o i jako ve za pro by jsou nebo ale po který která které není kdo kde kdy jak "
    "kolik jaké při od byl být také až má této musí můžete",
    "ru": "и в не на что с по как из к у это а за для от о он но его или быть был при так же кто где когда сколько "
    "какой какие почему был была были вы",
    "uk": "і в не на що з до як та у за для від про є він але його або бути при так це й хто де коли скільки який які "
    "чому був була були ви ця має",
    "ar": "في من على إلى أن هذا هذه التي الذي ما ماذا هو هي عن مع كان كانت لا كم متى أين كيف لماذا هل أو بين قد كل "
    "بعد قبل لم أي التى إن ذلك وقد",
    "fa": "و در به از که این را با است برای آن یک می شود شده تا بر هم چه کی کجا چند چرا چگونه یا های نیست باید",
}
COMMON_WORDS = {language: frozenset(words.split()) for language, words in _COMMON.items()}
"""The commonest words of the languages that are told by them, by code: they say nothing of what a text is about."""

_SCRIPTS = {
    "ru": r"\u0400-\u052f",
    "ar": r"\u0620-\u064a\u066e-\u06d3\u06fa-\u06ff",
    "el": r"\u0370-\u03ff\u1f00-\u1fff",
    "he": r"\u05d0-\u05ea",
    "hi": r"\u0900-\u097f",
    "ta": r"\u0b80-\u0bff",
    "th": r"\u0e00-\u0e7f",
    "ko": r"\uac00-\ud7af",
    "ja": r"\u3040-\u30ff",
    "zh": r"\u3400-\u9fff\uf900-\ufaff",
}
# Languages of one script are told apart by their words; where none is common, it is the first.
_OF_SCRIPT = {"ru": ("ru", "uk"), "ar": ("ar", "fa")}
_OF_LATIN_SCRIPT = tuple(language for language in _COMMON if language not in ("ru", "uk", "ar", "fa"))
_SCRIPT_RUNS = re.compile("|".join(f"(?P<{language}>[{letters}]+)" for language, letters in _SCRIPTS.items()))
_WORD = re.compile(r"[^\W\d_]+")
_LANGUAGES_OF: dict[str, list[str]] = defaultdict(list)
for _language, _words in _COMMON.items():
    for _word in _words.split():
        _LANGUAGES_OF[_word].append(_language)
# English words that say little of a language: "5 % per month" and "No smoking" are neither Italian nor Spanish.
for _word in ("a", "care", "come", "i", "no", "per", "plus", "under"):
    _LANGUAGES_OF[_word].append(ENGLISH)

_LEAST_SCRIPT = 0.3  # of the letters: Chinese papers are full of Latin names, and a sign of theirs is half a word
_LEAST_KANA = 0.05  # of Chinese and Japanese signs: fewer are a name in a Chinese text
_LEAST_COMMON = 0.05  # of the words, one that several languages have counting as much less: lists of names have fewer


def language_of(text: str, otherwise: str = ENGLISH) -> str:
    """Return the code of the language of a text, or `otherwise` where nothing tells it."""
    if text.lstrip().startswith(("¿", "¡")):
        return "es"
    words = _WORD.findall(text.lower())
    script = _script_of(words)
    if script and script not in _OF_SCRIPT:
        return script
    weights = dict.fromkeys(_COMMON, 0.0)
    for word, count in Counter(filter(_LANGUAGES_OF.__contains__, words)).items():
        for language in _LANGUAGES_OF[word]:
            weights[language] += count / len(_LANGUAGES_OF[word])
    if script:
        return max(_OF_SCRIPT[script], key=weights.__getitem__)
    likely = max(_OF_LATIN_SCRIPT, key=weights.__getitem__)
    return likely if weights[likely] > _LEAST_COMMON * len(words) else otherwise


def pairs_of(run: str) -> tuple[str, ...]:
    """Return each pair of neighbours in a glued run, which is compared by them; or its only sign."""
    return tuple(run[place : place + 2] for place in range(max(1, len(run) - 1)))


def _script_of(words: Sequence[str]) -> str:
    """Return the language that the script of most words stands for, "" for Latin script."""
    counts = Counter[str]()
    for run in _SCRIPT_RUNS.finditer(" ".join(word for word in words if not word.isascii())):
        counts[str(run.lastgroup)] += len(run.group())
    if counts["ja"] > _LEAST_KANA * counts["zh"]:
        counts["ja"] += counts.pop("zh", 0)
    script, count = max(counts.items(), key=lambda item: item[1], default=("", 0))
    return script if count > _LEAST_SCRIPT * sum(map(len, words)) else ""
