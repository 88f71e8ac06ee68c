// Pages of a document with its quotes marked. Words of documents get in as text or by textContent only, never as HTML.

const ZOOMS = [1, 1.25, 1.5, 2, 3, 4];
const WIDTH_STEP = 200;  // pixels: pictures are asked for in few sizes, so that they are found again
const MOST_WIDTH = 3200;  // what the server draws
const MOST_PICTURES = 24;
const MARGIN = 16;  // pixels left free above and below a quote
const pictures = new Map();  // address -> promise of a picture; shared by all viewers of this tab, the last used at the end

const BROKEN = 'The server cannot be reached. Look whether it runs, then choose the page again.';

async function ask(address, options) {
  let response;
  try { response = await fetch(address, options); } catch { throw new Error(BROKEN); }
  if (response.ok) return response;
  let told;
  try { told = (await response.json()).error; } catch { /* not one of our own answers */ }
  throw new Error(told || 'The page could not be fetched (' + response.status + '). Load the whole page again.');
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

async function boxes(document, page, quotes) {
  const body = JSON.stringify({ document, page, quotes });
  const headers = { 'Content-Type': 'application/json' };
  return (await (await ask('/api/boxes', { method: 'POST', headers, body })).json()).boxes;
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

// The text with every quote in a <mark>; where quotes overlap, the chosen one shows.
function marked(text, quotes) {
  const ranges = quotes
    .map(({ text: quote, chosen }) => ({ start: text.indexOf(quote), length: quote.length, chosen }))
    .filter(({ start, length }) => start >= 0 && length);
  const cuts = new Set([0, text.length, ...ranges.flatMap(({ start, length }) => [start, start + length])]);
  const places = [...cuts].sort((one, other) => one - other);
  const parts = places.slice(1).map((end, index) => {
    const start = places[index];
    const over = ranges.filter((range) => range.start <= start && end <= range.start + range.length);
    const piece = text.slice(start, end);
    return over.length ? make('mark', over.some(({ chosen }) => chosen) ? 'chosen' : 'other', piece) : piece;
  });
  return parts;
}

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
    this.find('.back').onclick = () => this.open(this.data.page);
    this.find('.viewer').onkeydown = (event) => this.press(event);
    new ResizeObserver(() => this.resized()).observe(this.frame);
  }

  show(data) {
    const shown = JSON.stringify(data);
    if (shown === this.shown) return;
    this.shown = shown;
    this.data = data;
    this.find('.viewer').hidden = data.document === null;
    this.find('.name').textContent = this.find('.name').title = data.name;
    for (const [selector, text] of [['.quote', data.quote], ['.verdict', data.verdict]]) {
      this.find(selector).textContent = text;
      this.find(selector).hidden = !text;
    }
    if (data.document !== null) this.open(data.page);
    else this.fetchAhead();
  }

  open(page) {
    this.page = page;
    this.draw('quote');
  }

  go(step) {
    const page = this.page + step;
    if (page >= 1 && page <= this.data.pages) this.open(page);
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
    if (this.data?.drawn && this.address && this.address !== this.pictureAddress(this.data.document, this.page)) {
      this.draw('stay');
    }
  }

  quotes() {
    return this.data.quotes.filter(({ page }) => page === this.page);
  }

  pictureAddress(document, page) {
    const wanted = (this.frame.clientWidth || this.find('.measure').clientWidth) * ZOOMS[this.zoom] * devicePixelRatio;
    const width = Math.min(Math.max(Math.ceil(wanted / WIDTH_STEP), 1) * WIDTH_STEP, MOST_WIDTH);
    return '/api/page/' + document + '/' + page + '.png?width=' + width;
  }

  place() {
    const { pages, labels, drawn } = this.data, label = labels[this.page];
    if (drawn) return (label ? 'p. ' + label + ' · page ' : 'p. ') + this.page + ' of ' + pages;
    return (label ? label + ' · ' : '') + 'section ' + this.page + ' of ' + pages;
  }

  // What can be said before the page is there.
  describe() {
    const { pages, page, address, drawn } = this.data;
    this.find('.place').textContent = this.find('.place').title = this.place();
    this.find('.previous').setAttribute('aria-disabled', this.page === 1);
    this.find('.next').setAttribute('aria-disabled', this.page === pages);
    this.find('.smaller').setAttribute('aria-disabled', this.zoom === 0);
    this.find('.larger').setAttribute('aria-disabled', this.zoom === ZOOMS.length - 1);
    this.find('.zoom').textContent = this.zoom || !drawn ? ZOOMS[this.zoom] * 100 + ' %' : 'fit';
    for (const [selector, way] of [['.previous', 'Previous'], ['.next', 'Next']]) {
      const button = this.find(selector);
      button.title = way + (drawn ? ' page' : ' section');
      button.setAttribute('aria-label', button.title);
    }
    this.find('.back').hidden = this.page === page || !this.data.quotes.some(({ chosen }) => chosen);
    this.find('.open').hidden = !address;
    this.find('.open').href = address + '&page=' + this.page;
    this.sheet.style.setProperty('--zoom', ZOOMS[this.zoom]);
    this.sheet.classList.toggle('drawn', drawn);
  }

  async draw(scroll) {
    const turn = ++this.turn;  // what arrives after a later turn is not shown
    this.describe();
    this.sheet.setAttribute('aria-busy', 'true');
    try {
      const fill = this.data.drawn ? await this.preparePicture() : await this.prepareText();
      if (turn !== this.turn) return;
      fill();
      this.say(this.isMissing() ? 'The quoted words were not found on this page as it is now.' : '');
      this.scrollTo(scroll);
      this.sheet.dataset.page = this.page;
    } catch (error) {
      if (turn !== this.turn) return;
      forget(this.data.document);  // it may have been deleted
      this.sheet.querySelector('.content').replaceChildren();
      this.say(error.message);
    }
    this.sheet.removeAttribute('aria-busy');
    if (turn === this.turn) this.fetchAhead();
  }

  async preparePicture() {
    const { document, name, pages } = this.data, page = this.page, quotes = this.quotes();
    const address = this.address = this.pictureAddress(document, page);
    const paper = make('img', 'paper');
    paper.alt = 'Page ' + page + ' of ' + pages + ' of ' + name + (quotes.length ? ', with quoted words boxed' : '');
    const decoded = picture(address).then((source) => { paper.src = source; return paper.decode(); });
    const [found] = await Promise.all([boxes(document, page, quotes.map(({ text }) => text)), decoded]);
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
    const { document } = this.data;
    const { text } = await (await ask('/api/page/' + document + '/' + this.page + '.json')).json();
    const words = make('div', 'words');
    words.append(...marked(text, this.quotes()));
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
  async fetchAhead() {
    const { document, pages, drawn, ahead } = this.data, turn = this.turn;
    const beside = drawn ? [this.page + 1, this.page - 1].filter((page) => page >= 1 && page <= pages) : [];
    const places = [...ahead, ...beside.map((page) => [document, page])];
    for (const [of, page] of places.slice(0, MOST_PICTURES / 2)) {
      if (turn !== this.turn) return;
      await picture(this.pictureAddress(of, page)).catch(() => {});  // who opens the page is told
    }
  }
}

const viewers = new WeakMap();

export default function ({ parentElement, data }) {
  if (!viewers.has(parentElement)) viewers.set(parentElement, new Viewer(parentElement));
  viewers.get(parentElement).show(data);
}
