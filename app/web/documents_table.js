// Only the rows in sight are in the page. What is chosen is kept by the documents' numbers, so it survives sorting,
// searching and documents that come or go meanwhile.

const ROW = 52, MARGIN = 8;

const COLUMNS = [
  { key: 'name', label: 'Document', value: (d) => d.name.toLowerCase() },
  { key: 'pages', label: 'Pages read', value: (d) => d.pages, number: true },
  { key: 'state', label: 'State', value: (d) => d.state },
  { key: 'chunks', label: 'Chunks', value: (d) => d.chunks, number: true },
  { key: 'size', label: 'Size', value: (d) => d.size, number: true },
  { key: 'added', label: 'Added', value: (d) => d.added },
  { key: 'version', label: 'Version', value: (d) => d.version, number: true },
];

const tables = new WeakMap();

export default function ({ parentElement, data: [data], setTriggerValue }) {
  const known = tables.get(parentElement);
  if (known) {
    Object.assign(known, { data, setTriggerValue });
    load(known);
    return known.stop;
  }
  const table = {
    root: parentElement, data, setTriggerValue, documents: [], shown: [], chosen: new Set(), last: null,
    sort: { key: 'added', down: true }, due: 0, loaded: 0,
  };
  tables.set(parentElement, table);
  const find = (selector) => parentElement.querySelector(selector);
  const scroll = find('.scroll');
  drawHead(table);
  find('.search').oninput = () => { scroll.scrollTop = 0; arrange(table); };
  scroll.onscroll = () => drawRows(table);
  find('.ask').onclick = () => table.setTriggerValue('ask', [...table.chosen]);
  find('.delete').onclick = () => table.setTriggerValue('delete', [...table.chosen]);
  const changed = (event) => {
    // Thousands of documents cost: while many come in, the list is fetched anew more rarely.
    const pause = event.detail?.working ? Math.max(1000, table.documents.length * 4) : 0;
    clearTimeout(table.due);
    table.due = setTimeout(() => load(table), Math.max(0, table.loaded + pause - performance.now()));
  };
  window.addEventListener('muniment-documents', changed);
  const resized = new ResizeObserver(() => drawRows(table));
  resized.observe(scroll);
  table.stop = () => {
    clearTimeout(table.due);
    resized.disconnect();
    window.removeEventListener('muniment-documents', changed);
    tables.delete(parentElement);
  };
  load(table);
  return table.stop;
}

async function load(table) {
  table.loaded = performance.now();
  try {
    const response = await fetch('/api/documents?' + new URLSearchParams({ space: table.data.space }), { cache: 'no-store' });
    table.documents = (await response.json()).documents;
  } catch {
    return; // the list of jobs says that the server does not answer
  }
  for (const document of table.documents) document.words = `${document.name}\n${document.folder}\n${document.title}`.toLowerCase();
  const there = new Set(table.documents.map((document) => document.id));
  for (const id of table.chosen) if (!there.has(id)) table.chosen.delete(id);
  arrange(table);
}

function arrange(table) {
  const words = table.root.querySelector('.search').value.toLowerCase().split(/\s+/).filter(Boolean);
  const { value } = COLUMNS.find((column) => column.key === table.sort.key), sign = table.sort.down ? -1 : 1;
  table.shown = table.documents
    .filter((document) => words.every((word) => document.words.includes(word)))
    .map((document) => ({ document, by: value(document) }))
    .sort((a, b) => sign * (a.by < b.by ? -1 : a.by > b.by ? 1 : a.document.id - b.document.id))
    .map(({ document }) => document);
  table.root.querySelector('.body').style.height = `${table.shown.length * ROW}px`;
  table.root.querySelector('.none').hidden = table.shown.length > 0 || !table.documents.length;
  drawRows(table);
  drawTools(table);
}

function drawHead(table) {
  const head = table.root.querySelector('.head');
  const all = check('Choose all that are shown');
  all.onchange = () => {
    for (const { id } of table.shown) if (all.checked) table.chosen.add(id); else table.chosen.delete(id);
    arrange(table);
  };
  const place = cell('columnheader', 'pick');
  place.append(all);
  head.replaceChildren(place, ...COLUMNS.map((column) => {
    const header = cell('columnheader', column.key), button = document.createElement('button');
    if (column.number) header.classList.add('number');
    Object.assign(button, { type: 'button', textContent: column.label });
    button.onclick = () => {
      const again = table.sort.key === column.key;
      table.sort = { key: column.key, down: again ? !table.sort.down : Boolean(column.number) };
      arrange(table);
    };
    header.append(button);
    return header;
  }));
}

function drawTools(table) {
  const find = (selector) => table.root.querySelector(selector);
  const chosen = table.chosen.size, all = table.documents.length, shown = table.shown.length;
  const said = shown === all ? counted(all, 'document') : `${shown.toLocaleString('en')} of ${counted(all, 'document')}`;
  find('.count').textContent = chosen ? `${said}, ${chosen.toLocaleString('en')} chosen` : said;
  const ready = table.documents.some((one) => table.chosen.has(one.id) && one.state === 'ready');
  find('.ask').disabled = !ready;
  find('.delete').disabled = !chosen;
  const box = find('.head input');
  const picked = table.shown.reduce((sum, one) => sum + table.chosen.has(one.id), 0);
  box.checked = picked > 0 && picked === shown;
  box.indeterminate = picked > 0 && picked < shown;
  table.root.querySelectorAll('.head [role=columnheader]').forEach((header, index) => {
    if (!index) return;
    const here = COLUMNS[index - 1].key === table.sort.key, order = table.sort.down ? 'down' : 'up';
    header.querySelector('button').dataset.order = here ? order : '';
    header.setAttribute('aria-sort', here ? (table.sort.down ? 'descending' : 'ascending') : 'none');
  });
  find('.scroll').setAttribute('aria-rowcount', shown + 1);
}

function drawRows(table) {
  const scroll = table.root.querySelector('.scroll'), body = table.root.querySelector('.body');
  const first = Math.max(0, Math.floor(scroll.scrollTop / ROW) - MARGIN);
  const last = Math.min(table.shown.length, Math.ceil((scroll.scrollTop + (scroll.clientHeight || 800)) / ROW) + MARGIN);
  const wanted = table.shown.slice(first, last), rows = new Map([...body.children].map((row) => [row.dataset.id, row]));
  const keep = new Set(wanted.map((document) => String(document.id)));
  for (const [id, row] of rows) if (!keep.has(id)) row.remove();
  wanted.forEach((document, index) => {
    const row = rows.get(String(document.id)) ?? newRow(table, document);
    fillRow(table, row, document, first + index);
    if (body.children[index] !== row) body.insertBefore(row, body.children[index] ?? null);
  });
}

function newRow(table, { id }) {
  const row = cell('row', 'row'), pick = cell('cell', 'pick'), title = cell('cell', 'title');
  row.dataset.id = id;
  const box = check('');
  box.onclick = (event) => choose(table, id, box.checked, event.shiftKey);
  pick.append(box);
  const name = Object.assign(document.createElement('a'), { className: 'name', href: `/document?doc=${id}` });
  name.onclick = (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return; // the browser opens it in a tab of its own
    event.preventDefault();
    table.setTriggerValue('open', [id]);
  };
  title.append(name, Object.assign(document.createElement('span'), { className: 'under' }));
  const pages = cell('cell', 'pages number'), bar = Object.assign(document.createElement('span'), { className: 'coverage' });
  bar.append(...['text', 'failed'].map((kind) => Object.assign(document.createElement('i'), { className: kind })));
  pages.append(document.createElement('span'), bar);
  row.append(pick, title, pages, ...COLUMNS.slice(2).map(({ key, number }) => cell('cell', number ? `${key} number` : key)));
  return row;
}

function fillRow(table, row, one, index) {
  row.style.top = `${index * ROW}px`;
  row.setAttribute('aria-rowindex', index + 2);
  const chosen = table.chosen.has(one.id);
  row.classList.toggle('chosen', chosen);
  const box = row.querySelector('input');
  box.checked = chosen;
  box.setAttribute('aria-label', `Choose ${one.name}`);
  const name = row.querySelector('.name'), under = row.querySelector('.under');
  name.textContent = name.title = one.name;
  const reason = one.state === 'failed' ? withoutName(one.reason, one.name) : '';
  under.textContent = under.title = reason || [one.folder, one.title !== one.name ? one.title : ''].filter(Boolean).join(' · ');
  under.classList.toggle('wrong', Boolean(reason));
  const read = one.pages - one.empty - one.failed, pages = row.querySelector('.pages');
  pages.firstChild.textContent = one.pages ? (read === one.pages ? one.pages.toLocaleString('en') : `${read.toLocaleString('en')} of ${one.pages.toLocaleString('en')}`) : '';
  pages.title = one.pages ? `${read} with text, ${one.empty} without, ${one.failed} damaged` : '';
  const bar = pages.querySelector('.coverage');
  bar.hidden = !one.pages;
  bar.children[0].style.width = `${one.pages ? (100 * read) / one.pages : 0}%`;
  bar.children[1].style.width = `${one.pages ? (100 * one.failed) / one.pages : 0}%`;
  const say = (key, words) => { row.querySelector(`.${key}`).textContent = words; };
  say('state', one.state);
  row.querySelector('.state').classList.toggle('failed', one.state === 'failed');
  say('chunks', one.chunks ? one.chunks.toLocaleString('en') : '');
  say('size', size(one.size));
  say('added', new Date(one.added).toLocaleString('en-GB', { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' }));
  say('version', one.version);
}

function choose(table, id, on, range) {
  const ids = table.shown.map((document) => document.id), from = ids.indexOf(table.last), to = ids.indexOf(id);
  const picked = range && from >= 0 ? ids.slice(Math.min(from, to), Math.max(from, to) + 1) : [id];
  for (const one of picked) if (on) table.chosen.add(one); else table.chosen.delete(one);
  table.last = id;
  drawRows(table);
  drawTools(table);
}

function cell(role, name) {
  const made = Object.assign(document.createElement('div'), { className: name });
  made.setAttribute('role', role);
  return made;
}

function check(label) {
  const box = Object.assign(document.createElement('input'), { type: 'checkbox' });
  box.setAttribute('aria-label', label);
  return box;
}

function withoutName(reason, name) { return reason.startsWith(`${name}: `) ? reason.slice(name.length + 2) : reason; }
function counted(number, word) { return `${number.toLocaleString('en')} ${word}${number === 1 ? '' : 's'}`; }

function size(bytes) {
  const units = ['bytes', 'kB', 'MB', 'GB'];
  let unit = 0;
  for (; bytes >= 999.5 && unit < 3; unit += 1) bytes /= 1000;
  return `${unit && bytes < 9.95 ? bytes.toFixed(1) : Math.round(bytes).toLocaleString('en')} ${units[unit]}`;
}
