"""Units and currencies beside a number, in the languages whose number words are known: "500 mg", "EUR 500", "5 pm"."""

import re

_UNIT_NAMES = (
    *("second", "minute", "hour", "day", "week", "month", "quarter", "year"),
    *("dollar", "euro", "pound", "yen", "percent"),
    *("meter", "kilometer", "mile", "milligram", "microgram", "gram", "kilogram", "ton", "liter", "degree", "unit"),
    *("yard", "acre", "hectare", "ounce", "gallon", "volt", "watt", "newton", "hertz"),
)
# "dollar" is that of any country: see `same_unit`.
_MONEY_CODES = {
    "USD": "dollar/us",
    "CAD": "dollar/ca",
    "AUD": "dollar/au",
    "NZD": "dollar/nz",
    "SGD": "dollar/sg",
    "HKD": "dollar/hk",
    "EUR": "euro",
    "GBP": "pound",
    "CHF": "franc",
    "JPY": "yen",
    "CNY": "yuan",
    "RMB": "yuan",
    "INR": "rupee",
    "SEK": "krona/se",
    "NOK": "krona/no",
    "DKK": "krona/dk",
    "PLN": "zloty",
    "BRL": "real",
    "MXN": "peso",
    "AED": "dirham",
    "SAR": "riyal",
    "RUB": "ruble",
    "KRW": "won",
    "ZAR": "rand",
}
_MONEY_SIGNS = {
    "$": "dollar",
    "US$": "dollar/us",
    "C$": "dollar/ca",
    "A$": "dollar/au",
    "R$": "real",
    "€": "euro",
    "£": "pound",
    "¥": "yen",
    "₹": "rupee",
}
_MONEY = frozenset(unit.partition("/")[0] for unit in (*_MONEY_CODES.values(), *_MONEY_SIGNS.values()))
# Signs that are told from words by their capitals or are letters alone: what follows a number with a blank or glued.
_SYMBOLS = {
    "mg": "milligram",
    "mcg": "microgram",
    "ug": "microgram",
    "µg": "microgram",  # the sign of a millionth
    "μg": "microgram",  # the Greek letter
    "ng": "nanogram",
    "g": "gram",
    "kg": "kilogram",
    "ml": "milliliter",
    "mL": "milliliter",
    "cl": "centiliter",
    "dl": "deciliter",
    "dL": "deciliter",
    "l": "liter",
    "L": "liter",
    "IU": "unit",
    "mmol": "millimole",
    "mmHg": "mmHg",
    "kPa": "kilopascal",
    "mm": "millimeter",
    "cm": "centimeter",
    "km": "kilometer",
    "kB": "kilobyte",
    "KB": "kilobyte",
    "MB": "megabyte",
    "GB": "gigabyte",
    "TB": "terabyte",
    "kW": "kilowatt",
    "MW": "megawatt",
    "kWh": "kilowatt hour",
    "MWh": "megawatt hour",
    "hrs": "hour",
    "hr": "hour",
    "h": "hour",
    "min": "minute",
    "mins": "minute",
    "bps": "basis point",
    "pp": "percentage point",
    "pg": "picogram",
    "t": "ton",
    "lb": "pound/weight",
    "lbs": "pound/weight",
    "oz": "ounce",
    "ft": "foot",
    "yd": "yard",
    "ha": "hectare",
    "m²": "square meter",
    "sqm": "square meter",
    "km²": "square kilometer",
    "ft²": "square foot",
    "sqft": "square foot",
    "m³": "cubic meter",
    "nm": "nanometer",
    "mol": "mole",
    "umol": "micromole",
    "µmol": "micromole",
    "μmol": "micromole",
    "nmol": "nanomole",
    "mEq": "milliequivalent",
    "Pa": "pascal",
    "MPa": "megapascal",
    "bar": "bar",
    "mbar": "millibar",
    "psi": "psi",
    "N": "newton",
    "kN": "kilonewton",
    "V": "volt",
    "mV": "millivolt",
    "kV": "kilovolt",
    "W": "watt",
    "mW": "milliwatt",
    "GW": "gigawatt",
    "kVA": "kilovolt-ampere",
    "Hz": "hertz",
    "kHz": "kilohertz",
    "MHz": "megahertz",
    "GHz": "gigahertz",
    "kJ": "kilojoule",
    "kcal": "kilocalorie",
    "dB": "decibel",
    "rpm": "turn/minute",
    "ppm": "part of a million",
}
# Right after the digits only: "3.5x", "7d"; as words of their own they mean anything.
_GLUED_SYMBOLS = {
    "x": "times",
    "d": "day",
    "y": "year",
    "yr": "year",
    "yrs": "year",
    "wk": "week",
    "C": "degree/celsius",
}
_UNITS = {
    **{name: name for name in _UNIT_NAMES},
    **{code.lower(): _MONEY_CODES[code] for code in ("USD", "EUR", "GBP", "CHF")},
    "%": "percent",
    "hr": "hour",
    "min": "minute",
    "km": "kilometer",
    "kg": "kilogram",
    "franc": "franc",
    "yuan": "yuan",
    "rupee": "rupee",
    "kronor": "krona",
    "kroner": "krona",
    "ruble": "ruble",
    "peso": "peso",
    "rand": "rand",
    "won": "won",
    "foot": "foot",
    "feet": "foot",
    "inch": "inch",
    "annum": "year",
}
# As written in the languages whose number words are known; "an" and "ore" are left to English.
_UNIT_FORMS = {
    form: unit
    for unit, forms in {
        "second": "sekunde sekunden seconde secondes seconden segundo segundos secondo secondi sekund sekunder",
        "minute": "minuten minuto minutos minuti minuut minut minutter",
        "hour": "stunde stunden heure heures hora horas ora uur uren",
        "day": "tag tage tagen tages jour jours día días dia dias giorno giorni dag dagen dage",
        "day/working": "werktag werktage werktagen arbeitstag arbeitstage arbeitstagen werkdag werkdagen",
        "day/calendar": "kalendertag kalendertage kalendertagen kalenderdag kalenderdagen",
        "week": "woche wochen semaine semaines semana semanas settimana settimane weken uge uger",
        "month": "monat monate monaten monats mois mes meses mese mesi mês maand maanden måned måneder",
        "quarter": "quartal quartale quartalen trimestre trimestres trimestri kwartaal kwartalen",
        "year": "jahr jahre jahren jahres ans année années año años ano anos anno anni jaar jaren år",
        "percent": "prozent procent percento percent",
        "percentage point": "prozentpunkt prozentpunkte prozentpunkten procentpunt procentpunten procentpoint",
        "basis point": "basispunkt basispunkte basispunkten basispunt basispunten basispoint",
        "meter": "metro metros metri",
        "kilometer": "kilomètre kilomètres kilómetro kilómetros quilómetro quilómetros chilometro chilometri",
        "gram": "gramm gramme grammes gramo gramos grama gramas grammo grammi",
        "liter": "litre litres litro litros litri",
        "inch": "inches",
        "hectare": "hektar hectares hectárea hectáreas ettaro ettari hectaren",
        "degree": "grad degré degrés grado grados grau graus gradi graden",
        "ton": "tonne tonnen tonnes tonelada toneladas tonnellata tonnellate",
        "dollar": "dólar dólares dollari",
        "euro": "euros",
        "franc": "franken franchi francos",
    }.items()
    for form in forms.split()
}
# Units of two words, or with a stop in them: their order is that in which they are looked for.
_PHRASES = {
    "percent": r"per\s?cent\b",
    "basis point": r"(?:basis[\s-]points?|points? de base|puntos? básicos?|punt[oi] base|pontos? base)\b",
    "percentage point": r"(?:percentage[\s-]points?|points? de pourcentage|puntos? porcentual(?:es)?"
    r"|punt[oi] percentual[ei]|pontos? percentua(?:l|is))\b",
    "day/working": r"(?:(?:working|business)[\s-]days?|jours? ouvr(?:é|able)s?|días? (?:hábil(?:es)?|laborables?)"
    r"|giorn[oi] lavorativ[oi]|dias? (?:útil|úteis))\b",
    "day/calendar": r"(?:calendar[\s-]days?|jours? calendaires?|días? naturales|giorn[oi] di calendario)\b",
    "square meter": r"(?:square[\s-]met(?:er|re)s?|sq\.?\s?m\b|quadratmetern?|mètres? carrés?|metros? cuadrados?"
    r"|metr[oi] quadrat[oi]|metros? quadrados?|vierkante meters?|m[²2]\b|qm\b)",
    "square foot": r"(?:square[\s-](?:foot|feet)|sq\.?\s?ft\b)",
    "square kilometer": r"(?:square[\s-]kilomet(?:er|re)s?|quadratkilometern?)",
    "square mile": r"square[\s-]miles?",
    "cubic meter": r"(?:cubic[\s-]met(?:er|re)s?|kubikmetern?"
    r"|mètres? cubes?|metros? cúbicos?|metr[oi] cub[oi]|m[³3]\b)",
    "degree/celsius": r"(?:°\s?C\b|(?:degrees?|grad)\s(?:celsius|centigrade)\b)",
    "degree/fahrenheit": r"(?:°\s?F\b|(?:degrees?|grad)\sfahrenheit\b)",
    "clock/am": r"a\.?m\b\.?",
    "clock/pm": r"p\.?m\b\.?",
}
_PHRASE = re.compile(
    "[\\s)-]*(?:" + "|".join(f"({pattern})" for pattern in _PHRASES.values()) + r"|(US\$|%|€(?!\d)|[$£¥₹](?!\s?\d)))",
    re.IGNORECASE,
)
CURRENCY = r"(?:(?:\b(?:US|C|A|R))?[$€£¥₹]|\b(?:(?-i:" + "|".join(_MONEY_CODES) + r")|usd|eur|gbp|chf)(?![^\W\d_]))"
"""Pattern of what tells the currency before a number."""
_GLUEABLE = "|".join(sorted((*_SYMBOLS, *_GLUED_SYMBOLS, *_MONEY_CODES), key=len, reverse=True))
GLUED = rf"(?:(?-i:{_GLUEABLE})|[ap]m)(?![^\W_])"
"""Pattern of the units that may stand right after the digits, as in "500mg"."""
MONEY_AFTER = (
    r"(?:[\ \u00a0]?(?:US\$|[$€£¥₹]|(?-i:" + "|".join(_MONEY_CODES) + r")\b|(?:euro|dollar|pound|franc)s?\b|franken\b))"
)
"""Pattern of what tells the currency after a number."""
_WORDS = re.compile(r"[\s)-]*((?>[^\W\d_]+))(?!['’][^\W\d_])(?:[\s-]+([^\W\d_]+))?")
# No unit stands behind them: "at 17:00 every day".
_NO_ADJECTIVE = re.compile(
    r"an?|the|every|each|per|and|or|to|in|of|on|at|for|by|from|with|within|before|after|je|jeden?|pro|und|oder",
    re.IGNORECASE,
)
PERIODS = frozenset({"second", "minute", "hour", "day", "week", "month", "quarter", "year"})
"""Units of time that an amount may be said of: see `app.answering.rates`."""
_PER = re.compile(r"\s?/\s?(?P<stroke>[^\W\d_]+[²2³3]?)|\s+per(?=\s)")
_PER_LETTERS = {"d": "day", "h": "hour", "s": "second", "l": "liter", "L": "liter", "m²": "square meter"}
_OF_THE_BODY = frozenset({"kilogram", "square meter", "pound/weight"})
"""A dose of a kilogram is none without it."""


def unit_of(word: str) -> str:
    """Give the name of the unit that a word or sign is, "" where it is none.

    What makes a unit another one stands after a stroke: "day/working", "dollar/us", "milligram/kilogram".
    """
    if known := _SYMBOLS.get(word) or _MONEY_SIGNS.get(word) or _MONEY_CODES.get(word):
        return known
    word = "percent" if re.fullmatch(r"per\s?cent", word, re.IGNORECASE) else word.lower()
    return _UNITS.get(word.removesuffix("s").replace("metre", "meter")) or _UNIT_FORMS.get(word, "")


def currency_of(written: str) -> str:
    """Give the name of the currency written before a number, "" where none is."""
    written = written.strip(" -\u2212\u00a0\u202f").upper()
    return _MONEY_SIGNS.get(written) or _MONEY_CODES.get(written, "")


def is_money(unit: str) -> bool:
    """Whether a unit is a currency."""
    return unit.partition("/")[0] in _MONEY


def unit_after(text: str, end: int) -> tuple[str, int]:
    """Give the unit after a number that ends at `end`, or a word later, and where what is said by a sign ends.

    Money and percent are as often written with a sign, so that their words say nothing more; other words are left.
    """
    if phrase := _PHRASE.match(text, end):
        index = phrase.lastindex or 0
        unit = [*_PHRASES, unit_of(phrase[index])][index - 1]
        return _per(unit, text, phrase.end()), phrase.end() if unit == "percent" or is_money(unit) else end
    if not (words := _WORDS.match(text, end)):
        return "", end
    glued = _GLUED_SYMBOLS.get(words[1], "") if words.start(1) == end else ""
    first = glued or unit_of(words[1])
    second = "" if _NO_ADJECTIVE.fullmatch(words[1]) else unit_of(words[2] or "")
    end = words.end(1) if first == "percent" or is_money(first) else end
    return (_per(first, text, words.end(1)) if first else second), end


def _per(unit: str, text: str, end: int) -> str:
    """Add what follows the unit after a stroke or "per", unless it is a time: "mg/kg", "EUR 12 per square metre"."""
    if not (found := _PER.match(text, end)):
        return unit
    if word := found["stroke"]:
        other = _PER_LETTERS.get(word) or unit_of(word) or word.lower()
    else:
        other, _ = unit_after(text, found.end())
    return unit if not other or other.partition("/")[0] in PERIODS else f"{unit}/{other}"


def same_unit(one: str, other: str) -> bool:
    """Whether two units may be the same: what only one of them says is no contradiction, but "mg" is not "mg/kg"."""
    if not one or not other or one == other:
        return True
    plain, exact = sorted((one, other), key=len)
    further = exact.removeprefix(f"{plain}/")
    return further != exact and (further not in _OF_THE_BODY or is_money(plain))
