"""Tell from its words whether a question asks for a number or for a date, and whether a sentence can be the answer.

"How much does it pay?" is answered by a sentence with a figure, though a heading may be nearer to it.
"""

import re
from enum import Enum

from app.answering.quantities import numbers_of
from app.answering.terms import Terms
from vectorstore.language import ENGLISH, language_of


class Kind(Enum):
    """What a question asks for, as far as its words tell."""

    NUMBER = "number"
    DATE = "date"
    OTHER = "other"


def _patterns(number: str, date: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    return re.compile(number, re.IGNORECASE), re.compile(date, re.IGNORECASE)


# "Quand" and its like also begin a clause that asks nothing: "Quand la pompe s'arrête, que faire ?"
def _opening(when: str, before: str, asking: str) -> str:
    return rf"(?:^[\s¿¡]*|[.;:?!] |\b(?:{before}) ){when}\b(?![^?？]*,\s*¿?(?:{asking})\b)"


_ASKING = {
    ENGLISH: _patterns(
        r"\bhow (?:many|much|long|often|old|far|large|big|high|low|tall|wide|deep|heavy|fast|soon|late|early)\b"
        r"|\b(?:what|which) (?:percent(?:age)?|number|amount|share|rate|proportion)\b",
        # "What is done when the pump stops?" asks for no date.
        r"\bwhen(?:['’]s| (?:is|are|was|were|did|do|does|will|would|must|can|could|should|shall|has|have|had|may))\b"
        r"|\b(?:since|until|till|by|from) when\b|\b(?:what|which) (?:year|date|day|month|century|decade|time)s?\b",
    ),
    "de": _patterns(
        r"\bwie\s?viele?[nrs]?\b|\bwie (?:lange?|oft|alt|weit|groß|hoch|tief|breit|schwer|schnell|bald|teuer|spät)\b"
        r"|\bwelche[rmns]? (?:Prozentsatz|Anzahl|Zahl|Betrag|Anteil|Höhe)\b",
        r"\bwann\b|\bwelche[rmns]? (?:Jahr|Datum|Tag|Monat|Jahrhundert|Jahrzehnt|Uhrzeit)\b",
    ),
    "fr": _patterns(
        r"\bcombien\b|\bquel(?:le)?s? (?:pourcentage|nombre|montant|part|taux|proportion|âge)\b",
        _opening("quand", "depuis|pour|dès|jusqu['’]à|à partir de", "que|qu|quel(?:le)?|qui|comment|combien|où")
        + r"|\bquel(?:le)?s? (?:année|date|jour|mois|siècle|décennie|heure)s?\b",
    ),
    "es": _patterns(
        r"\bcuánt[oa]s?\b|\bcuant[oa]s\b|^[\s¿]*cuant[oa]\b"
        r"|\b(?:qué|cuál es (?:el|la)) (?:porcentaje|número|cantidad|proporción|tasa|importe)\b",
        r"\bcuándo\b|"
        + _opening("cuando", "desde|hasta|para", "qué|que|cómo|como|quién|quien|cuál|cuánto|dónde")
        + r"|\b(?:qué|cuál) (?:año|fecha|día|mes|siglo|década|hora)s?\b",
    ),
    "it": _patterns(
        r"(?<!per )(?<!in )\bquant[oaie]\b|\b(?:che|quale) (?:percentuale|numero|quantità|quota|tasso|importo)\b",
        _opening("quando", "da|fino a|per|entro", "che|cosa|come|chi|quale|quanto|dove|perché")
        + r"|\b(?:che|quale|qual) (?:anno|data|giorno|mese|secolo|decennio|ora)\b",
    ),
    "pt": _patterns(
        r"\bquant[oa]s?\b(?! a(?:o|os|s|à|às)?\b)"
        r"|\b(?:que|qual) (?:percentagem|porcentagem|número|quantidade|proporção|taxa|valor)\b",
        _opening("quando", "desde|até|para|de", "que|o que|como|quem|qual|quanto|onde")
        + r"|\b(?:que|qual) (?:ano|data|dia|mês|século|década|hora)s?\b",
    ),
    "nl": _patterns(
        r"\bhoeveel\b|\bhoe (?:lang|vaak|oud|ver|groot|hoog|diep|breed|zwaar|snel|duur|laat)\b"
        r"|\bwelke? (?:percentage|aantal|bedrag|deel)\b",
        _opening("wanneer", "sinds|tot|vanaf|per", "wat|hoe|wie|welke?|hoeveel|waar|waarom")
        + r"|\bwelke? (?:jaar|datum|dag|maand|eeuw)\b",
    ),
    "ar": _patterns(r"\bكم\b|\bما (?:نسبة|عدد|مقدار)\b", r"\bمتى\b|\bأي (?:عام|سنة|تاريخ|يوم|شهر|قرن|ساعة)\b"),
    "zh": _patterns(r"多少|[几幾](?!乎)|多(?:久|长|大|高|远|快|深|重)", r"什么时候|何时|哪一?[年天月]|[几幾][月年点]"),
}


def asked_kind(question: str) -> Kind:
    """Tell whether a question asks for a number or a date, in the nine languages of answers; else OTHER."""
    number, date = _ASKING.get(language_of(question), _ASKING[ENGLISH])
    if date.search(question):
        return Kind.DATE
    return Kind.NUMBER if number.search(question) else Kind.OTHER


def can_answer(kind: Kind, asked: Terms, sentence: Terms) -> bool:
    """Whether a sentence has a number, or a date, that the question does not have itself; False for OTHER."""
    if kind is Kind.OTHER:
        return False
    told = [figure for figure in sentence.quantities if not figure.weak]
    figures = any(not any(figure.agrees(known) for known in asked.quantities) for figure in told)
    numbers = numbers_of(asked.dates, asked.quantities)
    return figures or (kind is Kind.DATE and any(not date.within(asked.dates, numbers) for date in sentence.dates))
