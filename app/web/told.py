"""How a component is told its data."""

from collections.abc import Mapping


def told(data: Mapping[str, object]) -> tuple[Mapping[str, object]]:
    """What to hand to a component as its data: JavaScript finds it as `data[0]`.

    Among the values of a plain dict Streamlit looks for tables, and imports pandas to do so: 0.6 s before the first
    page, and 70 MB.
    """
    return (data,)
