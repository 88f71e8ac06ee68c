"""Words that make a number or a date a bound, in seven languages: "at least 10 %", "before 1 May", "5 or more"."""

import re

AT_MOST, NONE, AT_LEAST = -1, 0, 1

_LEAST_BEFORE = "|".join(
    (
        r"at least|minimum(?: of)?|min\.|≥|(?<=[ (])>=?|(?:more|greater|higher|larger|longer|later) than",
        r"in excess of|exceed(?:s|ed|ing)?|above|after",
        r"(?<!carry )(?<!carried )(?<!roll )(?<!rolled )(?<!hand )(?<!left )over",
        r"mindestens|wenigstens|(?:mehr|größer|höher|länger|später) als|über|nach(?: dem)?",
        r"au moins|au minimum|plus (?:de|tard que)|au-delà de|au-dessus de|après(?: le)?",
        r"al menos|por lo menos|como mínimo|más (?:de|tarde del?)|por encima de|después del?",
        r"almeno|come minimo|più di|più tardi del|oltre(?: il)?|dopo(?: il)?",
        r"pelo menos|no mínimo|mais (?:de|tarde que)|acima de|depois de|após(?: o)?",
        r"minstens|ten minste|minimaal|(?:meer|hoger|langer|later) dan|boven(?: de)?|na",
    )
)
_MOST_BEFORE = "|".join(
    (
        r"at (?:the )?most|maximum(?: of)?|max\.|≤|(?<=[ (])<=?",
        r"(?:less|fewer|lower|smaller|shorter|earlier|sooner) than|up to|below|under|before|until|till",
        r"höchstens|maximal|(?:weniger|kleiner|niedriger|kürzer|früher) als|bis zu[mr]?",
        r"unter|vor(?: dem)?|spätestens(?: am)?",
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
    AT_LEAST: r"or (?:more|above|later|older|over)|oder (?:mehr|später)|ou plus|o más|o più|ou mais|of meer|minimum",
    AT_MOST: r"or (?:less|fewer|below|under|earlier|younger)|at (?:the )?(?:latest|most)|oder (?:weniger|früher)"
    r"|ou moins|o menos|o meno|ou menos|of minder|maximum",
}
_FROM_BEFORE = re.compile(
    rf"(?<!\w)(?P<turned>{_NOT})?(?<!\w)(?:(?P<most>{_MOST_BEFORE})|(?P<least>{_LEAST_BEFORE}))\s*\Z", re.IGNORECASE
)
_FROM_AFTER = re.compile(
    rf"(?:\s?%|[\s-][^\W\d_]+)?\s(?:(?P<most>{_AFTER[AT_MOST]})|(?P<least>{_AFTER[AT_LEAST]}))\b", re.IGNORECASE
)
_LONGEST = 40  # characters of the words before


def bound_of(text: str, start: int, end: int) -> int:
    """Tell whether what stands from `start` to `end` is said to be at least (1) or at most (-1) so; 0 where neither."""
    if found := _FROM_BEFORE.search(text, max(0, start - _LONGEST), start):
        return AT_MOST if bool(found["most"]) is not bool(found["turned"]) else AT_LEAST
    if found := _FROM_AFTER.match(text, end):
        return AT_MOST if found["most"] else AT_LEAST
    return NONE


def same_bound(one: int, other: int) -> bool:
    """Whether two bounds may be the same: none is no contradiction."""
    return one * other >= 0
