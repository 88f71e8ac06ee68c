"""Tell from its words whether a question asks for a number or for a date, and whether a sentence can be the answer.

"How much does it pay?" is answered by a sentence with a figure, though a heading may be nearer to it.
"""

import re
import unicodedata
from enum import Enum

from app.answering.quantities import numbers_of
from app.answering.terms import Terms, stem_of
from vectorstore.language import ENGLISH, language_of


class Kind(Enum):
    """What a question asks for, as far as its words tell."""

    NUMBER = "number"
    DATE = "date"  # or a time of day
    OTHER = "other"


def _patterns(number: str, date: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    return re.compile(number, re.IGNORECASE), re.compile(date, re.IGNORECASE)


# "Quand" and its like also begin a clause that asks nothing: "Quand la pompe s'arrête, que faire ?"
def _opening(when: str, before: str) -> str:
    return rf"(?:^[\s¿¡]*|[.,;:?!] |\b(?:{before}) ){when}\b(?![^?？]*,)|\b{when}\s*[?？]"


_ASKING = {
    ENGLISH: _patterns(
        r"\bhow (?:many|much|long|often|frequently|old|far|large|big|high|low|tall|wide|deep|heavy|fast)\b"
        r"|\b(?:what|which) (?:percent(?:age)?|number|amount|proportion)\b"
        r"|\bwhat (?:is|are|was|were) the (?:\w+ )?(?:percentage|number|amount|proportion|price|rate|fee)s?\b",
        # "What is done when the pump stops?" asks for no date.
        r"\bwhen(?:['’]s| (?:exactly )?(?:is|are|was|were|did|do|does|will|would|must|can|should|has|have|had|may))\b"
        r"|\b(?:since|until|till|by|from|and) when\b|\bwhen (?:and|in|on)\b|\bhow (?:soon|late|early)\b"
        r"|\b(?:what|which) (?:year|date|day|month|century|decade|time)s?\b"
        r"|\bwhat (?:is|are|was|were) the (?:\w+ )?(?:date|deadline|year)s?\b",
    ),
    "de": _patterns(
        r"\bwie\s?viele?[nrs]?\b|\bwie (?:lange?|oft|häufig|alt|weit|gro(?:ß|ss)|hoch|tief|breit|schwer|schnell)\b"
        r"|\bwie teuer\b|\bwas kostet\b"
        r"|\b(?:welche[rmns]?|wie ist (?:der|die)) (?:Prozentsatz|Anzahl|Zahl|Betrag|Anteil|Höhe)\b",
        r"\bwann\b|\bwie (?:bald|spät|früh)\b"
        r"|\bwelche[rmns]? (?:Jahr|Datum|Tag|Monat|Jahrhundert|Jahrzehnt|Uhrzeit|Frist)(?:e?n?)\b",
    ),
    "fr": _patterns(
        r"\bcombien\b|\bquel(?:le)?s? (?:(?:est|était|sont) l(?:e |a |es |['’]))?"
        r"(?:pourcentage|nombre|montant|part|taux|proportion|âge|durée|fréquence|prix)s?\b",
        _opening("quand", "depuis|pour|dès|jusqu['’]à|à partir de|et")
        + r"|\bquel(?:le)?s? (?:(?:est|était|sont) l(?:e |a |es |['’]))?"
        r"(?:année|date|jour|mois|siècle|décennie|heure)s?\b",
    ),
    "es": _patterns(
        r"\bcuánt[oa]s?\b|\bcuant[oa]s\b|^[\s¿]*cuant[oa]\b|\bcon qué frecuencia\b"
        r"|\b(?:qué|cuál (?:es|fue|era) (?:el|la)) (?:porcentaje|número|cantidad|proporción|tasa|importe|precio)\b",
        r"\bcuándo\b|"
        + _opening("cuando", "desde|hasta|para|y")
        + r"|\b(?:qué|cuál (?:es|fue|era) (?:el|la)) (?:año|fecha|día|mes|siglo|década|hora)s?\b",
    ),
    "it": _patterns(
        r"\bquant[ie]\b|\bquant[oa]\b(?! (?:riguarda|concerne|al?|allo|alla|ai|agli|alle)\b)(?<!in quanto)"
        r"|\bquant[oa] tempo\b|\bquant['’]è\b"
        r"|\b(?:che|quale|qual è l(?:a |['’])|qual è il) ?(?:percentuale|numero|quantità|quota|tasso|importo|prezzo)\b",
        _opening("quando", "da|fino a|per|entro|e")
        + r"|\b(?:che|quale|qual è l(?:a |['’])|qual è il) ?(?:anno|data|giorno|mese|secolo|decennio|ora)\b",
    ),
    "pt": _patterns(
        r"\bquant(?:os|as|a)\b|\bquanto\b(?! (?:ao|aos|à|às)\b)"
        r"|\b(?:que|qual(?: (?:é|foi) [oa])?) "
        r"(?:percentagem|porcentagem|número|quantidade|proporção|taxa|valor|preço)\b",
        _opening("quando", "desde|até|para|de|e")
        + r"|\b(?:que|qual(?: (?:é|foi) [oa])?) (?:ano|data|dia|mês|século|década|hora)s?\b",
    ),
    "nl": _patterns(
        r"\bhoeveel\b|\bhoe (?:lang|vaak|oud|ver|groot|hoog|diep|breed|zwaar|snel|duur)\b|\bwat kost\b"
        r"|\b(?:welke?|wat is het) (?:percentage|aantal|bedrag|deel|prijs)\b",
        _opening("wanneer", "sinds|tot|vanaf|per|en")
        + r"|\bhoe (?:laat|vroeg|gauw)\b|\b(?:welke?|wat is de) (?:jaar|datum|dag|maand|eeuw)\b",
    ),
    "ar": _patterns(
        r"\b[وب]?كم\b|\bما (?:ه[يو] )?(?:ال)?(?:نسبة|عدد|مقدار)\b",
        r"\bو?متى\b|\bأية? (?:عام|سنة|تاريخ|يوم|شهر|قرن|ساعة)\b|\bما (?:هو )?(?:ال)?تاريخ\b",
    ),
    "zh": _patterns(
        r"多少|(?<![这這好十])[几幾](?![乎何率内內])|(?<![许許很更最众眾诸諸])多(?:久|长|長|大|高|远|遠|快|深)",
        r"什[么麼](?:时候|時候|时间|時間|日期)|何[时時年月日]|哪一?[年天月日]|[几幾][月年点點]|日期是",
    ),
}
_TIMES = frozenset({"", "minute", "hour", "day", "week", "month", "year", "clock"})
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = ("january", "february", "april", "june", "july", "august", "september", "october", "november", "december")
_CALENDAR = frozenset(map(stem_of, (*_WEEKDAYS, *_MONTHS)))  # "may" and "march" say something else as well
_AMOUNTS = frozenset(map(stem_of, ("twice", "half")))
_DECADE = re.compile(r"1[0-9]{2}0|20[0-9]0")  # the stem of "1990s"


def asked_kind(question: str) -> Kind:
    """Tell whether a question asks for a number or a date, in the nine languages of answers; else OTHER."""
    question = " ".join(unicodedata.normalize("NFC", question).split())
    number, date = _ASKING.get(language_of(question), _ASKING[ENGLISH])
    if date.search(question):
        return Kind.DATE
    return Kind.NUMBER if number.search(question) else Kind.OTHER


def can_answer(kind: Kind, asked: Terms, sentence: Terms) -> bool:
    """Whether a sentence has a number, or a date or time, that the question does not have itself; False for OTHER."""
    if kind is Kind.OTHER:
        return False
    numbers = numbers_of(asked.dates, asked.quantities)
    told = [figure for figure in sentence.quantities if not figure.weak and not figure.values <= numbers]
    if kind is Kind.NUMBER:
        return bool(told) or bool(sentence.words & _AMOUNTS - asked.words)
    return (
        any(figure.unit.partition("/")[0] in _TIMES for figure in told)
        or any(not date.within(asked.dates, numbers) for date in sentence.dates)
        or bool(sentence.words & _CALENDAR - asked.words)
        or any(_DECADE.fullmatch(word) for word in sentence.words - asked.words)
    )
