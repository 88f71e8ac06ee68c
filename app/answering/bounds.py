"""Words that make a number or a date a bound, in seven languages: "at least 10 %", "before 1 May", "5 or more"."""

import re

AT_MOST, NONE, AT_LEAST = -1, 0, 1

_LEAST_BEFORE = "|".join(
    (
        r"at least|minimum(?: of)?|min\.|floor of|(?:more|greater|higher|larger|longer|later) than",
        r"in excess of|exceed(?:s|ed|ing)?|above|after",
        r"(?<!carry )(?<!carried )(?<!roll )(?<!rolled )(?<!hand )(?<!left )over",
        r"(?:mindestens|wenigstens)(?: (?:aber|jedoch|also|beträgt))?",
        r"(?:mehr|größer|höher|länger|später) als|über|nach(?: dem)?",
        r"au moins|au minimum|plus (?:de|tard que)|au-delà de|au-dessus de|après(?: le)?",
        r"al menos|por lo menos|como mínimo|más (?:de|tarde del?)|por encima de|después del?",
        r"almeno|come minimo|più di|più tardi del|oltre(?: il)?|dopo(?: il)?",
        r"pelo menos|no mínimo|mais (?:de|tarde que)|acima de|depois de|após(?: o)?",
        r"minstens|ten minste|minimaal|(?:meer|hoger|langer|later) dan|boven(?: de)?|na",
    )
)
_MOST_BEFORE = "|".join(
    (
        r"at (?:the )?most|maximum(?: of)?|max\.|within",
        r"(?:capped|limited) (?:at|to)|(?:cap|ceiling) of",
        r"(?:less|fewer|lower|smaller|shorter|earlier|sooner) than|up to|below|under|before|until|till",
        r"(?:höchstens|maximal)(?: (?:aber|jedoch|also|beträgt))?",
        r"(?:weniger|kleiner|niedriger|kürzer|früher) als|bis zu[mr]?",
        r"unter|vor(?: dem)?|spätestens(?: am)?|innerhalb(?: von)?|binnen",
        r"au (?:plus|maximum)|moins de|plus tôt que|jusqu['’](?:à|au)|au-dessous de|avant(?: le)?|au plus tard(?: le)?",
        r"como máximo|a lo sumo|menos de|hasta(?: el)?|por debajo de|antes del?",
        r"al massimo|meno di|fino a|prima del|entro(?: il)?",
        r"no máximo|menos de|até(?: o)?|abaixo de|antes de",
        r"hoogstens|ten hoogste|maximaal|(?:minder|lager|korter|eerder) dan|tot(?: en met)?|onder(?: de)?|vóór",
    )
)
# Turns the bound round: "no more than", "shall not exceed", "nicht vor dem".
_NOT = r"(?:(?:no|not|cannot|never|\w+n['’]t|nicht|keine?|pas|non|não|niet|geen)\s(?:to |be )?)"
_AFTER = {
    AT_LEAST: r"(?:or|and) (?:more|above|later|older|over)"
    r"|oder (?:mehr|später)|ou plus|o más|o più|ou mais|of meer|minimum",
    AT_MOST: r"(?:or|and) (?:less|fewer|below|under|earlier|younger)|at (?:the )?(?:latest|most)"
    r"|oder (?:weniger|früher)|ou moins|o menos|o meno|ou menos|of minder|maximum",
}
_FROM_BEFORE = re.compile(
    rf"(?<!\w)(?P<turned>{_NOT})?(?<!\w)(?:(?P<most>{_MOST_BEFORE})|(?P<least>{_LEAST_BEFORE}))\s*\Z", re.IGNORECASE
)
_FROM_AFTER = re.compile(
    rf"(?:\s?%|[\s-][^\W\d_]+)?\s(?:(?P<most>{_AFTER[AT_MOST]})|(?P<least>{_AFTER[AT_LEAST]}))\b", re.IGNORECASE
)
_SIGN_BEFORE = re.compile(r"([<>]=?|[≤≥])\s?\Z")  # also right after a word: "eGFR>30"
# Turn it round from afar too: "cannot carry over more than 5 days".
_COMPARATIVE = re.compile(r"(?:than|als|exceed|before|until|vor(?: dem)?)\s*\Z", re.IGNORECASE)
_NOT_FAR = re.compile(
    r"\b(?:no|not|cannot|never|\w+n['’]t|nicht|keine?[rnms]?)(?!\s+only)(?:\s+[^\W\d_]+){1,4}\s+\Z", re.IGNORECASE
)
_RANGE_BEGINS = re.compile(r"\s?(?:[%€$£]\s?)?[-–]\s?[€$£]?\d")
_RANGE_ENDS = re.compile(r"\d\s?(?:[%€$£]\s?)?[-–]\s?[€$£]?\Z")
_BETWEEN = re.compile(
    r"\b(?:between|zwischen)\s+(?P<first>[^\s]*\d[^.;]{0,30}?\s(?:and|und)\s+)?[€$£]?\Z", re.IGNORECASE
)
# Only of dates: "by 10 %" and "from 10 %" are no bounds.
_DATE_LEAST = (
    r"from|as (?:of|from)|since|(?:starting|commencing|beginning)(?: on)?|ab(?: dem)?|seit(?: dem)?|frühestens(?: am)?"
    r"|à partir du|depuis(?: le)?|a partir del?|desde(?: el)?|dal|vanaf|sinds"
)
_DATE_MOST = r"by|bis|d['’]ici(?: le| au)?|al più tardi(?: il)?"
_DATE_BEFORE = re.compile(rf"(?<!\w)(?:(?P<most>{_DATE_MOST})|(?P<least>{_DATE_LEAST}))\s+(?:the\s+)?\Z", re.IGNORECASE)
_LONGEST = 40  # characters of the words before
_FAR = 60  # characters before these in which a negation may stand


def bound_of(text: str, start: int, end: int) -> int:
    """Tell whether what stands from `start` to `end` is said to be at least (1) or at most (-1) so; 0 where neither."""
    first = max(0, start - _LONGEST)
    if found := _FROM_BEFORE.search(text, first, start):
        turned = bool(found["turned"]) or _is_denied_from_afar(text, found.start(), start)
        return AT_MOST if bool(found["most"]) is not turned else AT_LEAST
    if found := _SIGN_BEFORE.search(text, first, start):
        return AT_MOST if found[1] in "≤<=" else AT_LEAST
    if found := _FROM_AFTER.match(text, end):
        return AT_MOST if found["most"] else AT_LEAST
    if found := _BETWEEN.search(text, first, start):
        return AT_MOST if found["first"] else AT_LEAST
    if _RANGE_BEGINS.match(text, end):
        return AT_LEAST
    return AT_MOST if _RANGE_ENDS.search(text, first, start) else NONE


def date_bound_of(text: str, start: int, end: int) -> int:
    """Tell as `bound_of` does, of a date, before which more words make a bound: "by 30 June", "ab 1. Mai"."""
    if bound := bound_of(text, start, end):
        return bound
    found = _DATE_BEFORE.search(text, max(0, start - _LONGEST), start)
    return NONE if not found else AT_MOST if found["most"] else AT_LEAST


def _is_denied_from_afar(text: str, words: int, number: int) -> bool:
    """Whether the words of a bound, from `words` to the `number`, may be denied, and a negation stands before them."""
    if not _COMPARATIVE.search(text, words, number):
        return False
    return _NOT_FAR.search(text, max(0, words - _FAR), words) is not None


def same_bound(one: int, other: int) -> bool:
    """Whether two bounds may be the same: none is no contradiction."""
    return one * other >= 0
