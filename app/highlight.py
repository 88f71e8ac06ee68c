"""Draw boxes on the picture of a page."""

import io
from collections.abc import Sequence

from PIL import Image, ImageDraw

from ingest.sandbox import Box

MARKER = (255, 214, 0, 80)
BORDER = (180, 120, 0, 255)


def draw_boxes(picture: bytes, boxes: Sequence[Box]) -> bytes:
    """PNG of the page with each box (in percent of the page) shaded and bordered."""
    page = Image.open(io.BytesIO(picture)).convert("RGBA")
    layer = Image.new("RGBA", page.size)
    draw = ImageDraw.Draw(layer)
    for box in boxes:
        left, top = box.left * page.width / 100, box.top * page.height / 100
        right, bottom = left + box.width * page.width / 100, top + box.height * page.height / 100
        draw.rectangle((left - 2, top - 2, right + 2, bottom + 2), fill=MARKER, outline=BORDER)
    buffer = io.BytesIO()
    Image.alpha_composite(page, layer).convert("RGB").save(buffer, "PNG")
    return buffer.getvalue()
