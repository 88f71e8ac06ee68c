"""Amounts as people read them: bytes, rates, times. Pure."""

_UNITS = ("bytes", "kB", "MB", "GB", "TB")


def size_words(size: float) -> str:
    """Bytes in units of a thousand, as Ollama's library and most file managers give them: "4.9 GB", "670 MB"."""
    unit = 0
    while size >= 999.5 and unit < len(_UNITS) - 1:
        size, unit = size / 1000, unit + 1
    return f"{size:.1f} {_UNITS[unit]}" if unit and size < 9.95 else f"{size:.0f} {_UNITS[unit]}"


def time_words(seconds: float) -> str:
    """Seconds in the two largest units that matter: "9 s", "1 min 50 s", "2 h 5 min"."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    if minutes < 60:
        return f"{minutes} min {rest} s" if rest else f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if minutes else f"{hours} h"
