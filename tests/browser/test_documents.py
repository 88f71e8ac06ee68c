"""The Documents page in a real browser: uploads, questions about names, passwords, the list, deleting, restarts."""

import os
import re
import signal
import socket
import threading

import psutil
import pytest
from playwright.sync_api import expect
from pypdf import PdfReader, PdfWriter

pytestmark = pytest.mark.browser
SLOW = 60_000


@pytest.fixture(scope="module")
def address(serving, tmp_path_factory):
    """A server that these tests share; each works with names of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with serving(tmp_path_factory.mktemp("served") / "room", port) as process:
        yield f"http://127.0.0.1:{port}", process


@pytest.fixture
def page(browser, address):
    yield from open_page(browser, address[0])


def open_page(browser, address):
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.set_default_timeout(SLOW)
    page.goto(f"{address}/documents")
    page.get_by_role("button", name="Choose files").wait_for()
    yield page
    context.close()


def choose(page, *files):
    page.locator("input[type=file]").set_input_files([str(file) for file in files])


def row(page, name):
    return page.get_by_role("row").filter(has=page.get_by_role("link", name=name, exact=True))


def write(folder, name, text):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_several_papers_become_ready(page, samples):
    names = ("handbook.pdf", "maintenance-contract.pdf", "runbook.md")
    choose(page, *(samples / name for name in names))
    for name in names:
        expect(row(page, name)).to_contain_text("ready", timeout=SLOW)
    expect(page.get_by_text("3 files sent.")).to_be_visible()
    expect(page.get_by_text(re.compile("^Reading "))).to_have_count(0)


def test_a_folder_keeps_its_folders_and_says_what_it_left_out(page, tmp_path):
    papers = tmp_path / "archive"
    write(papers, "2024/terms.txt", "The fee is nine pounds.")
    write(papers, "2025/terms.txt", "The fee is ten pounds.")
    write(papers, "2025/.hidden.txt", "Nothing.")
    write(papers, "2025/table.xlsx", "Nothing.")
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choose a folder").click()
    chooser.value.set_files(papers)
    expect(row(page, "terms.txt")).to_have_count(2, timeout=SLOW)
    for folder in ("archive/2024", "archive/2025"):
        expect(page.get_by_role("row").filter(has_text=folder)).to_contain_text("ready", timeout=SLOW)
    expect(page.get_by_text("2 files sent. Skipped: 1 of types that are not read (.xlsx 1), 1 hidden.")).to_be_visible()


def test_dropped_files_are_taken(page):
    drop = """(zone) => {
        const data = new DataTransfer();
        data.items.add(new File(['The lamp burns at night.'], 'lamp.txt'));
        zone.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
    }"""
    page.get_by_role("region", name="Add documents").evaluate(drop)
    expect(row(page, "lamp.txt")).to_contain_text("ready", timeout=SLOW)


@pytest.mark.parametrize(
    ("choice", "names", "version"),
    [("New version", ["rent.txt"], "2"), ("Keep both", ["lease.txt", "lease (2).txt"], "1")],
)
def test_a_name_that_is_here_already_asks_what_it_means(page, tmp_path, choice, names, version):
    choose(page, write(tmp_path, names[0], f"{choice}: the rent is nine pounds."))
    expect(row(page, names[0])).to_contain_text("ready", timeout=SLOW)
    choose(page, write(tmp_path, names[0], f"{choice}: the rent is ten pounds."))
    page.get_by_role("button", name=f"{choice}: {names[0]}").click()
    last = row(page, names[-1])
    expect(last.get_by_role("cell").last).to_have_text(version, timeout=SLOW)
    expect(last).to_contain_text("ready")
    assert [row(page, name).count() for name in names] == [1] * len(names)


def test_a_locked_paper_opens_with_its_password(page, samples, tmp_path):
    writer = PdfWriter(clone_from=PdfReader(samples / "maintenance-contract.pdf"))
    writer.encrypt("sesame", algorithm="AES-256")
    writer.write(tmp_path / "locked.pdf")
    choose(page, tmp_path / "locked.pdf")
    password = page.get_by_label("Password of locked.pdf")
    password.fill("mellon")
    page.keyboard.press("Enter")
    expect(page.get_by_text("The password is not the right one.")).to_be_visible(timeout=SLOW)
    password.fill("sesame")
    page.keyboard.press("Enter")
    expect(row(page, "locked.pdf")).to_contain_text("ready", timeout=SLOW)
    expect(password).to_have_count(0)


def test_hostile_names_are_shown_as_they_are_and_ask_for_nothing(page, tmp_path, address):
    names = [
        "<img src=x onerror=alert(1)>.txt",
        "![a](x.png) [b](www.evil.example) www.evil.example.txt",
        "long" * 50 + ".txt",
    ]
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: pytest.fail("a script ran"))
    choose(page, *(write(tmp_path, name, f"Text {number}.") for number, name in enumerate(names)))
    for name in names:
        expect(row(page, name)).to_contain_text("ready", timeout=SLOW)
    row(page, names[0]).get_by_role("link").click()
    expect(page.get_by_role("heading", name=names[0])).to_be_visible(timeout=SLOW)
    assert [url for url in asked if not url.startswith((address[0], "blob:", "data:"))] == []
    assert [url for url in asked if url.endswith(("/x", "x.png"))] == []


def test_deleting_names_what_goes_and_shows_the_receipt(page, tmp_path):
    choose(page, write(tmp_path, "shred.txt", "Shred this."), write(tmp_path, "spare.txt", "Spare this."))
    expect(row(page, "shred.txt")).to_contain_text("ready", timeout=SLOW)
    page.get_by_role("searchbox").fill("shred")
    page.get_by_role("checkbox", name="Choose shred.txt").check()
    page.get_by_role("button", name="Delete", exact=True).click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("shred.txt: 1 page, 1 chunk")
    dialog.get_by_role("button", name="Erase for good").click()
    expect(dialog).to_contain_text("Nothing of them is left.", timeout=SLOW)
    dialog.get_by_role("button", name="Close").last.click()
    page.get_by_role("searchbox").fill("")
    expect(row(page, "spare.txt")).to_have_count(1)
    expect(row(page, "shred.txt")).to_have_count(0)


def test_chosen_documents_are_asked(page, tmp_path):
    choose(page, write(tmp_path, "cellar.txt", "The cellar holds wine."))
    expect(row(page, "cellar.txt")).to_contain_text("ready", timeout=SLOW)
    page.get_by_role("checkbox", name="Choose cellar.txt").check()
    page.get_by_role("button", name="Ask about these").click()
    expect(page.get_by_text("Only 1 document")).to_be_visible(timeout=SLOW)


def test_a_document_has_an_address_of_its_own(page, samples, address):
    choose(page, samples / "handbook.pdf")
    page.get_by_role("link", name="handbook.pdf", exact=True).click()
    page.wait_for_url("**/document?doc=*")
    expect(page.get_by_role("heading", name="handbook.pdf")).to_be_visible()
    page.goto(f"{page.url}&page=3")
    expect(page.get_by_text(re.compile("page 3 of ")).first).to_be_visible()
    expect(page.get_by_label("Page", exact=True)).to_have_value("3")
    page.get_by_role("radio", name="Chunks").click()
    expect(page.get_by_text(re.compile(r"chunks? on page 3, of "))).to_be_visible()
    page.goto(f"{address[0]}/document?doc=9999")
    expect(page.get_by_role("heading", name="No such document")).to_be_visible()


def test_a_large_upload_grows_no_memory(page, tmp_path, address):
    size = 600_000_000
    with (tmp_path / "huge.docx").open("wb") as file:  # no Word file, which shows at once
        file.truncate(size)
    server = psutil.Process(address[1].pid)
    before, seen, done = server.memory_info().rss, [], threading.Event()

    def watch():
        while not done.wait(0.05):
            seen.append(server.memory_info().rss)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        choose(page, tmp_path / "huge.docx")
        expect(page.get_by_text("1 file sent.")).to_be_visible(timeout=SLOW)
    finally:
        done.set()
        watcher.join()
    assert max(seen) - before < 60_000_000
    expect(page.get_by_role("button", name="Retry: huge.docx")).to_be_visible(timeout=SLOW)
    page.get_by_role("button", name="Dismiss: huge.docx").click()


def test_an_upload_under_way_can_be_cancelled(page, tmp_path):
    with (tmp_path / "slow.pdf").open("wb") as file:
        file.truncate(1_500_000_000)
    choose(page, tmp_path / "slow.pdf")
    uploads = page.get_by_role("region", name="Uploads")
    uploads.get_by_role("button", name="Cancel").click()
    expect(page.get_by_text("slow.pdf: cancelled.")).to_be_visible()
    expect(row(page, "slow.pdf")).to_have_count(0)


def test_jobs_outlive_a_reload_and_the_death_of_the_server(browser, serving, tmp_path, free_port):
    papers = [
        write(tmp_path, f"cabinet {n}.txt", "\n\n".join(f"Drawer {d} of {n}." for d in range(4000))) for n in range(8)
    ]
    with serving(tmp_path / "room", free_port) as process:
        pages = open_page(browser, f"http://127.0.0.1:{free_port}")
        page = next(pages)
        choose(page, *papers)
        expect(page.get_by_text("8 files sent.")).to_be_visible(timeout=SLOW)
        page.reload()
        expect(page.get_by_text(re.compile("^Reading ")).first).to_be_visible(timeout=SLOW)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        expect(page.get_by_text("The server does not answer.")).to_be_visible(timeout=SLOW)
    with serving(tmp_path / "room", free_port):
        for paper in papers:
            expect(row(page, paper.name)).to_contain_text("ready", timeout=2 * SLOW)
        pages.close()
