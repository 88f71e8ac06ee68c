"""Make a paper look as if it had come from a scanner: typed text as a picture, a little askew, with dust and grain."""

import io
from pathlib import Path

import numpy as np
import pypdfium2
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

DOTS_PER_INCH = 120
DEGREES_ASKEW = 0.7
SEED = 1826


def typed_page(text: str) -> bytes:
    """A PDF of one page that holds the text as a typewriter would have set it."""
    target = io.BytesIO()
    canvas = Canvas(target, A4, invariant=1)
    lines = canvas.beginText(27 * mm, A4[1] - 32 * mm)
    lines.setFont("Courier", 11.5, leading=15.5)
    lines.textLines(text, trim=0)
    canvas.drawText(lines)
    canvas.save()
    return target.getvalue()


def scanned(page: bytes) -> Image.Image:
    """The picture that a scanner makes of a page: grey paper, turned a little, with grain and specks."""
    with pypdfium2.PdfDocument(page) as pdf:
        picture = pdf[0].render(scale=DOTS_PER_INCH / 72, grayscale=True).to_pil()
    picture = picture.rotate(DEGREES_ASKEW, Image.Resampling.BICUBIC, fillcolor=255)
    chance = np.random.default_rng(SEED)
    grey = np.asarray(picture, dtype=float) * 0.86 + 30
    grey += chance.normal(0, 3, grey.shape)
    grey[chance.random(grey.shape) < 0.0004] = 90
    return Image.fromarray(grey.clip(0, 255).astype(np.uint8))


def build_scan(source: Path, target: Path) -> None:
    """Set a text as a PDF of one page that is a picture and holds no text."""
    content = io.BytesIO()
    scanned(typed_page(source.read_text(encoding="utf-8"))).save(content, "JPEG", quality=55)
    canvas = Canvas(str(target), A4, invariant=1)
    canvas.setTitle("Scan")
    content.seek(0)
    canvas.drawImage(ImageReader(content), 0, 0, *A4)
    canvas.save()
