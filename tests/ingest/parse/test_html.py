import pytest


@pytest.fixture
def parse_html(parse, tmp_path):
    def parse_text(text: str):
        path = tmp_path / "a.html"
        path.write_text(text, encoding="utf-8")
        return parse(path)

    return parse_text


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        pytest.param("<p>a <b>b</b>c</p><p>d</p>", "a bc\n\nd", id="paragraphs"),
        pytest.param("<div>a<div>b</div>c</div>", "a\n\nb\n\nc", id="nested_blocks"),
        pytest.param("a<br>b \n  c", "a\nb c", id="breaks_and_white_space"),
        pytest.param("<ul><li>a<li><p>b</p></ul>", "- a\n- b", id="list"),
        pytest.param("<pre>a\n\n  b</pre>", "a\n\nb", id="preformatted"),
        pytest.param("<p>a &amp; &#8364;&nbsp;b", "a & € b", id="entities"),
        pytest.param('<a href="http://x.y">words</a><img src=x alt="a tree">', "words a tree", id="links_and_pictures"),
        pytest.param("<table><tr><th>A<th>B<tr><td>1<td>x|y</table>", "| A | B |\n| 1 | x/y |", id="table"),
        pytest.param("<table><tr><td><h2>T</h2><p>a</td></tr></table>", "T\n\na", id="table_for_layout"),
        pytest.param("a<script>b</script><style>c</style><noscript>d</noscript><!-- e -->", "a", id="unseen"),
        pytest.param("a<p hidden>b</p><p style='display:none'>c</p><template>d</template>", "a", id="hidden"),
        pytest.param("<title>t</title>", "", id="empty"),
    ],
)
def test_what_a_reader_sees_is_kept(parse_html, html, expected):
    assert "\n".join(page.text for page in parse_html(html).pages) == expected


def test_headings_become_sections(parse_html):
    parsed = parse_html("<title> My\npage </title><h1>One</h1><p>a</p><h3>Two <i>b</i></h3>c")
    assert parsed.title == "My page"
    assert [(page.label, page.text) for page in parsed.pages] == [("One", "One\n\na"), ("Two b", "Two b\n\nc")]
    assert [page.headings[0].level for page in parsed.pages] == [1, 3]


@pytest.mark.timeout(60)
def test_deep_nesting_does_not_exhaust_the_stack(parse_html):
    assert parse_html("<div>" * 5_000 + "words").pages[0].text == "words"
