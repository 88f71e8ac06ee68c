import pytest


@pytest.fixture
def parse_markdown(parse, tmp_path):
    def parse_text(text: str):
        path = tmp_path / "a.md"
        path.write_text(text, encoding="utf-8")
        return parse(path)

    return parse_text


def test_headings_become_sections_with_their_labels_and_levels(parse_markdown):
    pages = parse_markdown("before\n\n# One\n\ntext\n\n## Two\n\nmore\n\nThree\n=====\nend").pages
    assert [(page.number, page.label, page.text) for page in pages] == [
        (1, "", "before"),
        (2, "One", "One\n\ntext"),
        (3, "Two", "Two\n\nmore"),
        (4, "Three", "Three\n\nend"),
    ]
    assert [(heading.offset, heading.level) for page in pages for heading in page.headings] == [(0, 1), (0, 2), (0, 1)]


def test_a_heading_right_below_another_shares_its_section(parse_markdown):
    (page,) = parse_markdown("# One\n## Two\ntext").pages
    assert (page.label, page.text) == ("Two", "One\n\nTwo\n\ntext")
    assert [(heading.offset, heading.title) for heading in page.headings] == [(0, "One"), (5, "Two")]


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        pytest.param("*a* **b** `c` ~d~", "a b c ~d~", id="marks"),
        pytest.param("see [the page](http://x.y/?q=1) or <http://z.w>", "see the page or http://z.w", id="links"),
        pytest.param("![a tree](http://x.y/t.png)", "a tree", id="pictures"),
        pytest.param("one\ntwo  \nthree", "one two\nthree", id="line_breaks"),
        pytest.param("- a\n- b\n\n  c\n  1. d\n  2. e", "- a\n- b\nc\n1. d\n2. e", id="lists"),
        pytest.param("5. five\n6. six", "5. five\n6. six", id="numbered_from_five"),
        pytest.param("|A|B|\n|-|-|\n|1|x \\| y|", "| A | B |\n| 1 | x / y |", id="table"),
        pytest.param("```py\nif a:\n  b\n```", "if a:\nb", id="code"),
        pytest.param("> quoted\n> words", "quoted words", id="quotation"),
        pytest.param("a<script>evil()</script><b>b</b>\n\n<p>c</p><style>p{}</style>", "aevil()b\n\nc", id="html"),
        pytest.param("&amp; &lt;b&gt;", "& <b>", id="entities"),
        pytest.param("\\# no heading", "# no heading", id="escape"),
    ],
)
def test_what_a_reader_sees_is_kept(parse_markdown, markdown, expected):
    assert "\n".join(page.text for page in parse_markdown(markdown).pages) == expected


def test_front_matter_gives_the_title_and_is_not_text(parse_markdown):
    parsed = parse_markdown("---\ntitle: 'House rules'\ntags: [a]\n---\nBe kind.")
    assert parsed.title == "House rules"
    assert [page.text for page in parsed.pages] == ["House rules\n\nBe kind."]


@pytest.mark.parametrize("hostile", ["[" * 20_000, "> " * 5_000 + "a", "* " * 5_000 + "a", "|" * 20_000, "`" * 30_000])
@pytest.mark.timeout(60)
def test_hostile_nesting_ends(parse_markdown, hostile):
    parse_markdown(hostile + "\n\nwords")
