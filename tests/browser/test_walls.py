"""A foreign page open in the same browser gets nothing, and our own pages ask nothing of anybody else."""

import http.server
import threading
import urllib.parse

import pytest

pytestmark = pytest.mark.browser

ATTACK = """<script>
const ours = 'http://127.0.0.1:PORT';
const results = [];
async function attempt(name, work) {
  try { results.push(name + ':' + await work()); } catch { results.push(name + ':refused'); }
}
const image = (source) => new Promise((resolve, reject) => {
  const image = new Image(); image.onload = () => resolve('loaded'); image.onerror = reject; image.src = source;
});
const socket = (address) => new Promise((resolve, reject) => {
  const socket = new WebSocket(address, ['streamlit']); socket.onopen = () => resolve('open'); socket.onerror = reject;
});
(async () => {
  await attempt('read', async () => (await fetch(ours + '/api/health')).status);
  const upload = ours + '/api/upload?name=a.txt';
  await attempt('upload', async () => (await fetch(upload, {method: 'POST', body: 'x'})).status);
  await attempt('image', () => image(ours + '/api/page/1/1.png'));
  await attempt('socket', () => socket(ours.replace('http', 'ws') + '/_stcore/stream'));
  await fetch(upload, {method: 'POST', body: 'x', mode: 'no-cors'}).catch(() => {});
  document.title = results.join(' ');
})();
</script>"""


@pytest.fixture
def foreign_page(free_port):
    """A site of somebody else, with a page that attacks the room."""
    body = ATTACK.replace("PORT", str(free_port)).encode()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def test_a_foreign_page_gets_nothing(browser, serving, foreign_page, tmp_path, free_port):
    with serving(tmp_path / "room", free_port):
        page = browser.new_page()
        page.goto(foreign_page)
        page.wait_for_function("document.title !== ''")
        assert page.title() == "read:refused upload:refused image:refused socket:refused"
        assert list((tmp_path / "room" / "incoming").iterdir()) == []


def test_our_pages_ask_nothing_of_anybody_else(browser, serving, tmp_path, free_port):
    asked = set()
    with serving(tmp_path / "room", free_port):
        page = browser.new_page()
        page.on("request", lambda request: asked.add(urllib.parse.urlsplit(request.url)))
        for path in ("/", "/documents", "/ask"):
            page.goto(f"http://127.0.0.1:{free_port}{path}")
            page.get_by_role("heading").first.wait_for()
            page.wait_for_timeout(1000)
    assert {address.netloc for address in asked if address.scheme.startswith(("http", "ws"))} == {
        f"127.0.0.1:{free_port}"
    }
