// Pages of a document with its quotes marked. Words of documents get in as text or by textContent only, never as HTML.

const ZOOMS = [1, 1.25, 1.5, 2, 3, 4];
const WIDTH_STEP = 200;  // pixels: pictures are asked for in few sizes, so that they are found again
const MOST_WIDTH = 3200;  // what the server draws
const MOST_PICTURES = 24;
const MOST_BOXES = 200;
const MARGIN = 16;  // pixels left free above and below a quote
const pictures = new Map();  // address -> promise of a picture, the last used at the end; shared in the tab

// What the server answered; a failure has its `told` (its own words) or its `status`, or neither where it is not there.
async function ask(address, options) {
  let response;
  try { response = await fetch(address, options); } catch { throw new Error(); }
  if (response.ok) return response;
  const { status } = response;
  let told;
  try { told = (await response.json()).error; } catch { /* not one of our own answers */ }
  throw Object.assign(new Error(), { told, status });
}

// A phrase with its places, as {page}, filled in.
function fill(phrase, places) {
  return phrase.replace(/\{(\w+)\}/g, (_, place) => places[place]);
}

async function fetchPicture(address) {
  return URL.createObjectURL(await (await ask(address)).blob());
}

function picture(address) {
  const known = pictures.get(address) || fetchPicture(address);
  pictures.delete(address);
  pictures.set(address, known);
  known.catch(() => pictures.delete(address));
  if (pictures.size > MOST_PICTURES) {
    const [oldest, dropped] = pictures.entries().next().value;
    pictures.delete(oldest);
    dropped.then(URL.revokeObjectURL, () => {});
  }
  return known;
}

function forget(document) {
  for (const [address, known] of pictures) {
    if (!address.startsWith('/api/page/' + document + '/')) continue;
    pictures.delete(address);
    known.then(URL.revokeObjectURL, () => {});
  }
}

const boxesSeen = new Map();  // what was asked -> the boxes that came

async function askBoxes(document, page, texts) {
  const body = JSON.stringify({ document, page, quotes: texts });
  const headers = { 'Content-Type': 'application/json' };
  const { boxes } = await (await ask('/api/boxes', { method: 'POST', headers, body })).json();
  boxesSeen.set(body, boxes);
  if (boxesSeen.size > MOST_BOXES) boxesSeen.delete(boxesSeen.keys().next().value);
  return boxes;
}

function seenBoxes(document, page, texts) {
  return boxesSeen.get(JSON.stringify({ document, page, quotes: texts }));
}

function make(name, className, text) {
  const made = document.createElement(name);
  made.className = className;
  if (text) made.textContent = text;
  return made;
}

// Lines of a quote that follow each other in one column become one frame around them.
function frames(lines) {
  const found = [];
  for (const line of lines) {
    const last = found.at(-1);
    const right = line.left + line.width, bottom = line.top + line.height;
    const beside = last && line.left < last.right && right > last.left;
    if (beside && line.top > last.top && line.top < last.bottom + 1.5 * line.height) {
      last.left = Math.min(last.left, line.left);
      last.right = Math.max(last.right, right);
      last.bottom = Math.max(last.bottom, bottom);
    } else {
      found.push({ left: line.left, top: line.top, right, bottom });
    }
  }
  return found.map((each) => ({ ...each, width: each.right - each.left, height: each.bottom - each.top }));
}

function placed(className, { left, top, width, height }) {
  const box = make('div', className);
  Object.assign(box.style, { left: left + '%', top: top + '%', width: width + '%', height: height + '%' });
  return box;
}

const isRow = (line) => line.length > 1 && line.startsWith('|') && line.endsWith('|');
const isRule = (line) => /^[\s|:=-]+$/.test(line);

// A text as it is read, its tables as tables, with every quote in a <mark>.
function textWithMarks(text, quotes) {
  const ranges = quotes
    .map(({ text: quote, chosen }) => ({ start: text.indexOf(quote), length: quote.length, chosen }))
    .filter(({ start, length }) => start >= 0 && length);
  const parts = [];
  let start = 0, written = 0, table = null;
  for (const line of text.split('\n')) {
    if (isRow(line)) {
      if (!table) parts.push(...marked(text, ranges, written, start), table = make('table', 'rows'));
      if (!isRule(line)) table.append(rowWithMarks(text, ranges, start, line));
      written = Math.min(start + line.length + 1, text.length);
    } else {
      table = null;
    }
    start += line.length + 1;
  }
  return [...parts, ...marked(text, ranges, written, text.length)];
}

function rowWithMarks(text, ranges, start, line) {
  const row = make('tr'), cells = line.slice(1, -1).split('|');
  let at = start + 1;
  for (const cell of cells) {
    const first = at + cell.length - cell.trimStart().length, last = Math.max(first, at + cell.trimEnd().length);
    row.append(make('td'));
    row.lastChild.append(...marked(text, ranges, first, last));
    at += cell.length + 1;
  }
  return row;
}

// A part of a text in pieces, those of quotes in a <mark>; where quotes overlap, the chosen one shows.
function marked(text, ranges, from, to) {
  const cuts = ranges.flatMap(({ start, length }) => [start, start + length]).filter((cut) => from < cut && cut < to);
  const places = [...new Set([from, to, ...cuts])].sort((one, other) => one - other);
  return places.slice(1).map((end, index) => {
    const start = places[index];
    const over = ranges.filter((range) => range.start <= start && end <= range.start + range.length);
    const piece = text.slice(start, end);
    return over.length ? make('mark', over.some(({ chosen }) => chosen) ? 'chosen' : 'other', piece) : piece;
  });
}

const isOn = (document, page) => (quote) => quote && quote.document === document && quote.page === page;

class Viewer {
  constructor(root) {
    this.find = (selector) => root.querySelector(selector);
    this.frame = this.find('.frame');
    this.sheet = this.find('.sheet');
    this.zoom = 0;
    this.turn = 0;
    this.find('.previous').onclick = () => this.go(-1);
    this.find('.next').onclick = () => this.go(1);
    this.find('.smaller').onclick = () => this.scale(-1);
    this.find('.larger').onclick = () => this.scale(1);
    this.find('.back').onclick = () => this.open(this.place.page);
    this.find('.viewer').onkeydown = (event) => this.press(event);
    new ResizeObserver(() => this.resized()).observe(this.frame);
  }

  // What the server says: the documents, the quotes of each answer, and the place that is to be open.
  show(data) {
    const told = JSON.stringify(data);
    if (told === this.told) return;
    this.told = told;
    this.data = data;
    if (this.marked(data.place) === this.chosen) this.describe();  // a click was faster
    else this.choose(data.place);
  }

  // A place with what is marked there, to tell whether it is shown already.
  marked(place) {
    return JSON.stringify([place, this.data.quotes[place.answer]]);
  }

  // A citation of an answer was clicked: its page is shown at once, the server hears of it besides.
  hear(event) {
    const path = event.composedPath();
    const citation = path.find((each) => each.dataset?.citation)?.dataset.citation;
    const answer = path.find((each) => each.dataset?.answer)?.dataset.answer;
    const quote = this.data?.quotes[answer]?.[citation];
    if (!quote) return;
    this.choose({ document: quote.document, page: quote.page, answer, citation: Number(citation) });
  }

  choose(place) {
    this.place = place;
    this.chosen = this.marked(place);
    this.open(place.page);
    // On a narrow screen the page stands below the answer: whoever asked for it is led there.
    if (matchMedia('(max-width: 640px)').matches) this.find('.viewer').scrollIntoView({ block: 'start' });
  }

  open(page) {
    this.page = page;
    this.draw('quote');
  }

  go(step) {
    const page = this.page + step;
    if (page >= 1 && page <= this.paper().pages) this.open(page);
  }

  scale(step) {
    const zoom = this.zoom + step;
    if (zoom < 0 || zoom >= ZOOMS.length) return;
    this.zoom = zoom;
    const { scrollLeft, scrollTop, clientWidth, clientHeight } = this.frame;
    const { offsetWidth, offsetHeight } = this.sheet;
    this.describe();
    const grown = this.sheet.offsetWidth / offsetWidth, taller = this.sheet.offsetHeight / offsetHeight;
    this.frame.scrollLeft = (scrollLeft + clientWidth / 2) * grown - clientWidth / 2;
    this.frame.scrollTop = (scrollTop + clientHeight / 2) * taller - clientHeight / 2;
    if (this.find('.content .chosen')) this.scrollTo('quote');
    this.draw('stay');
  }

  press(event) {
    const acts = {
      PageDown: () => this.go(1), PageUp: () => this.go(-1), ArrowRight: () => this.go(1), ArrowLeft: () => this.go(-1),
      '+': () => this.scale(1), '=': () => this.scale(1), '-': () => this.scale(-1),
    };
    const sideways = event.key === 'ArrowRight' || event.key === 'ArrowLeft';
    if (!acts[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
    if (sideways && this.frame.scrollWidth > this.frame.clientWidth) return;  // there the arrows move the page
    event.preventDefault();
    acts[event.key]();
  }

  resized() {
    if (!this.place || !this.paper().drawn || !this.address) return;
    if (this.address !== this.pictureAddress(this.place.document, this.page)) this.draw('stay');
  }

  paper() {
    return this.data.documents[this.place.document];
  }

  // Quotes of the open answer on the open page. Where none is chosen among them, all are.
  quotes() {
    const { document, answer, citation } = this.place;
    return (this.data.quotes[answer] || [])
      .map((quote, index) => ({ ...quote, chosen: citation === null || citation === index }))
      .filter(isOn(document, this.page));
  }

  pictureAddress(document, page) {
    const wanted = (this.frame.clientWidth || innerWidth) * ZOOMS[this.zoom] * devicePixelRatio;
    const width = Math.min(Math.max(Math.ceil(wanted / WIDTH_STEP), 1) * WIDTH_STEP, MOST_WIDTH);
    return '/api/page/' + document + '/' + page + '.png?width=' + width;
  }

  where() {
    const { pages, labels, drawn } = this.paper(), label = labels[this.page], places = { page: this.page, pages, label };
    const { page, labelled_page, section } = this.data.labels;
    if (drawn) return fill(label ? labelled_page : page, places);
    return (label ? label + ' · ' : '') + fill(section, places);
  }

  // What can be said before the page is there.
  describe() {
    const { name, pages, drawn } = this.paper(), { document, page, answer, citation } = this.place;
    const { labels } = this.data;
    const say = (selector, text) => {
      this.find(selector).textContent = this.find(selector).title = text;
      this.find(selector).hidden = !text;
    };
    const quote = (this.data.quotes[answer] || [])[citation];
    say('.name', name);
    say('.place', this.where());
    say('.quote', quote?.shown || '');
    say('.verdict', quote?.verdict || '');
    say('.zoom', this.zoom || !drawn ? ZOOMS[this.zoom] * 100 + ' %' : labels.fit);
    const kind = drawn ? 'page' : 'section';
    for (const [selector, title, isLast] of [
      ['.previous', labels['previous_' + kind], this.page === 1],
      ['.next', labels['next_' + kind], this.page === pages],
      ['.smaller', labels.smaller, this.zoom === 0],
      ['.larger', labels.larger, this.zoom === ZOOMS.length - 1],
    ]) {
      const button = this.find(selector);
      button.title = title;
      button.setAttribute('aria-label', title);
      button.setAttribute('aria-disabled', isLast);
    }
    this.find('.viewer').dir = this.data.rightToLeft ? 'rtl' : 'ltr';
    this.find('.viewer').setAttribute('aria-label', labels.viewer);
    this.frame.setAttribute('aria-label', labels.turn);
    this.find('.back').textContent = labels.back;
    this.find('.open').textContent = labels.new_tab;
    this.find('.back').hidden = this.page === page || !quote;
    const cited = answer ? { ...this.data.address, answer, cite: citation } : {};
    this.find('.open').hidden = !this.data.address;
    this.find('.open').href = '/document?' + new URLSearchParams({ doc: document, page: this.page, ...cited });
    this.sheet.style.setProperty('--zoom', ZOOMS[this.zoom]);
    this.sheet.classList.toggle('drawn', drawn);
  }

  async draw(scroll) {
    const turn = ++this.turn;  // what arrives after a later turn is not shown
    this.describe();
    this.sheet.setAttribute('aria-busy', 'true');
    try {
      const fill = this.paper().drawn ? await this.preparePicture() : await this.prepareText();
      if (turn !== this.turn) return;
      fill();
      this.say(this.isMissing() ? this.data.labels.missing : '');
      this.scrollTo(scroll);
      this.sheet.dataset.page = this.page;
    } catch (error) {
      this.fail(error, turn);
    }
    if (turn !== this.turn) return;
    this.sheet.removeAttribute('aria-busy');
    this.fetchAhead(this.data.quotes[this.place.answer] || []);
  }

  fail(error, turn) {
    if (turn !== this.turn) return;
    this.turn++;  // what still arrives of this page is not shown
    this.sheet.removeAttribute('aria-busy');
    forget(this.place.document);  // it may have been deleted
    this.sheet.querySelector('.content').replaceChildren();
    const { unreachable, failed } = this.data.labels;
    this.say(error.told || (error.status ? fill(failed, { status: error.status }) : unreachable));
  }

  async preparePicture() {
    const { name, pages } = this.paper(), { document } = this.place, page = this.page, quotes = this.quotes();
    const { boxed, picture: plain } = this.data.labels;
    const address = this.address = this.pictureAddress(document, page);
    const paper = make('img', 'paper');
    paper.alt = fill(quotes.length ? boxed : plain, { page, pages, document: name });
    const decoded = picture(address).then((source) => { paper.src = source; return paper.decode(); });
    const texts = quotes.map(({ text }) => text), turn = this.turn;
    const asked = askBoxes(document, page, texts);  // also where they are known: it fails where the document is gone
    asked.catch((error) => this.fail(error, turn));
    const [found] = await Promise.all([seenBoxes(document, page, texts) || asked, decoded]);
    // The chosen quote last, so that it lies over the others.
    const order = quotes.map((quote, index) => ({ chosen: quote.chosen, lines: found[index] }));
    order.sort((one, other) => one.chosen - other.chosen);
    const drawn = order.flatMap(({ chosen, lines }) => [
      ...lines.map((line) => placed(chosen ? 'line chosen' : 'line other', line)),
      ...frames(lines).map((each) => placed(chosen ? 'box chosen' : 'box other', each)),
    ]);
    return () => {
      this.sheet.style.setProperty('--ratio', paper.naturalWidth + ' / ' + paper.naturalHeight);
      this.sheet.querySelector('.content').replaceChildren(paper, ...drawn);
    };
  }

  async prepareText() {
    const { text } = await (await ask('/api/page/' + this.place.document + '/' + this.page + '.json')).json();
    const words = make('div', 'words');
    words.append(...textWithMarks(text, this.quotes()));
    return () => this.sheet.querySelector('.content').replaceChildren(words);
  }

  isMissing() {
    return this.quotes().some(({ chosen }) => chosen) && !this.find('.content .chosen');
  }

  say(message) {
    this.find('.message').textContent = message;
    this.find('.message').hidden = !message;
  }

  scrollTo(scroll) {
    if (scroll === 'stay') return;
    const marks = ['.chosen', '.other'].map((kind) => [...this.sheet.querySelectorAll(kind)]).find((all) => all.length);
    const { left, top } = this.sheet.getBoundingClientRect(), { clientWidth, clientHeight } = this.frame;
    const places = (marks || []).map((mark) => mark.getBoundingClientRect());
    const highest = Math.min(...places.map((place) => place.top)) - top;
    const lowest = Math.max(...places.map((place) => place.bottom)) - top;
    const leftmost = Math.min(...places.map((place) => place.left)) - left;
    const seen = !marks || lowest < clientHeight - MARGIN;  // without moving the page
    this.frame.scrollTop = seen ? 0 : highest - Math.max(MARGIN, (clientHeight - lowest + highest) / 3);
    this.frame.scrollLeft = marks ? leftmost - clientWidth / 8 : 0;
  }

  // Pages that are likely to be looked at next, one after the other, so that a click waits for one at most.
  async fetchAhead(quotes) {
    const turn = this.turn, { documents } = this.data;
    const cited = quotes.filter((quote) => quote).map(({ document, page }) => [document, page]);
    const beside = [this.page + 1, this.page - 1].map((page) => [this.place.document, page]);
    const likely = [...cited, ...beside].slice(0, MOST_PICTURES / 2);
    for (const [document, page] of likely) {
      if (turn !== this.turn) return;
      const { drawn, pages } = documents[document];
      if (!drawn || page < 1 || page > pages) continue;
      const texts = quotes.filter(isOn(document, page)).map(({ text }) => text);
      const asked = !texts.length || seenBoxes(document, page, texts) || askBoxes(document, page, texts);
      await Promise.allSettled([picture(this.pictureAddress(document, page)), asked]);  // who opens it is told
    }
  }
}

const viewers = new Map();  // by the root that each stands in
window.addEventListener('click', (event) => {
  for (const [root, viewer] of viewers) {
    if (root.isConnected) viewer.hear(event);
    else viewers.delete(root);
  }
}, true);

export default function ({ parentElement, data: [data] }) {
  if (!viewers.has(parentElement)) viewers.set(parentElement, new Viewer(parentElement));
  viewers.get(parentElement).show(data);
}
