"""Draw a table's numbers as a bar chart, in vectors."""

from reportlab.graphics.charts.barcharts import VerticalBarChart
from reportlab.graphics.charts.legends import Legend
from reportlab.graphics.shapes import Drawing
from reportlab.lib.colors import HexColor
from reportlab.lib.units import mm

COLOURS = [HexColor(code) for code in ("#12505f", "#4f9aa8", "#c8742b", "#9fb3b8")]
HEIGHT = 50 * mm
LEGEND = 8 * mm
FONT, SIZE = "Helvetica", 8


def bar_chart(rows: list[list[str]], column: int | None, width: float) -> Drawing:
    """Draw a group of bars for each row and a bar for each column, or for the one column given; totals are left out."""
    names, *body = rows
    shown = [row for row in body if row[0] != "Total"]
    columns = range(1, len(names)) if column is None else [column]
    values = [[float(row[each].replace(",", "")) for row in shown] for each in columns]
    drawing = Drawing(width, HEIGHT + LEGEND * (column is None))
    drawing.add(bars([row[0] for row in shown], values, width))
    if column is None:
        drawing.add(legend([names[each] for each in columns], width))
    return drawing


def bars(labels: list[str], values: list[list[float]], width: float) -> VerticalBarChart:
    """The bars with their axes, which begin at 0."""
    chart = VerticalBarChart()
    chart.x, chart.y, chart.width, chart.height = 12 * mm, 8 * mm, width - 14 * mm, HEIGHT - 12 * mm
    chart.data, chart.categoryAxis.categoryNames = values, labels
    chart.groupSpacing, chart.barSpacing = (14, 1.5) if len(values) > 1 else (40, 0)
    chart.valueAxis.valueMin, chart.valueAxis.rangeRound = 0, "ceiling"
    chart.valueAxis.labelTextFormat = "{:,.0f}".format
    chart.valueAxis.visibleGrid, chart.valueAxis.gridStrokeColor = True, HexColor("#dfe6e8")
    chart.bars.strokeColor = None
    for number in range(len(values)):
        chart.bars[number].fillColor = COLOURS[number]
    for axis in (chart.categoryAxis, chart.valueAxis):
        axis.strokeColor = HexColor("#b9c7cb")
        axis.labels.fontName, axis.labels.fontSize = FONT, SIZE
    return chart


def legend(names: list[str], width: float) -> Legend:
    """The names of the bars with their colours, in one line above them."""
    key = Legend()
    key.x, key.y, key.boxAnchor = 12 * mm, HEIGHT + LEGEND, "nw"
    key.columnMaximum, key.deltax, key.alignment = 1, (width - 14 * mm) / len(names), "right"
    key.dx = key.dy = 7
    key.strokeColor = None
    key.fontName, key.fontSize = FONT, SIZE
    key.colorNamePairs = list(zip(COLOURS, names, strict=False))
    return key
