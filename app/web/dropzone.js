// Files go one request each to /api/upload, a few at a time, as they are: no file is ever read into memory here.
// What is under way belongs to the window, not to this element: it goes on while another page is looked at.

const AT_ONCE = 3;
const SHOWN_PROBLEMS = 200;

const uploads = (window.munimentUploads ??= {
  waiting: [], running: new Set(), sent: 0, files: 0, bytes: 0, done: 0, began: 0,
  skipped: { hidden: 0, types: new Map() }, problems: [], finished: false, draw: () => {},
});

export default function ({ parentElement, data: [data] }) {
  const find = (selector) => parentElement.querySelector(selector);
  const zone = find('.zone'), input = find('input');
  find('.hint').textContent =
    `PDF, Word, Markdown, text and HTML, up to ${size(data.largest)} each. Subfolders are read too.`;
  find('.files').onclick = () => input.click();
  find('.folder').onclick = () => chooseFolder(data);
  find('.cancel').onclick = cancelAll;
  find('.close').onclick = () => { forget(); draw(parentElement); };
  input.onchange = () => {
    add([...input.files].map((file) => ({ file, source: file.webkitRelativePath || file.name })), data);
    input.value = '';
  };
  let depth = 0; // entering a child of the zone leaves the zone itself
  zone.ondragenter = (event) => { event.preventDefault(); depth += 1; zone.classList.add('over'); };
  zone.ondragover = (event) => event.preventDefault();
  zone.ondragleave = () => { depth -= 1; if (depth <= 0) zone.classList.remove('over'); };
  zone.ondrop = (event) => {
    event.preventDefault();
    depth = 0;
    zone.classList.remove('over');
    // The entries must be taken at once: the browser clears them when this handler ends.
    const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
    const loose = [...event.dataTransfer.files];
    (entries.length ? filesOf(entries) : Promise.resolve(loose.map((file) => ({ file, source: file.name }))))
      .then((files) => add(files, data));
  };
  uploads.draw = () => draw(parentElement);
  uploads.draw();
  return () => { uploads.draw = () => {}; };
}

function chooseFolder(data) {
  const input = document.createElement('input');
  input.type = 'file';
  input.webkitdirectory = true;
  input.onchange = () => add([...input.files].map((file) => ({ file, source: file.webkitRelativePath })), data);
  input.click();
}

async function filesOf(entries) {
  const files = [];
  const walk = async (entry) => {
    const source = entry.fullPath.replace(/^\//, '');
    if (entry.isFile) {
      try {
        files.push({ file: await new Promise((resolve, reject) => entry.file(resolve, reject)), source });
      } catch {
        uploads.problems.push(`${source} cannot be read. Check that it is still there and that you may read it.`);
      }
      return;
    }
    const reader = entry.createReader();
    for (;;) { // a reader gives a hundred entries at a time
      const some = await new Promise((resolve) => reader.readEntries(resolve, () => resolve([])));
      if (!some.length) return;
      for (const one of some) await walk(one);
    }
  };
  for (const entry of entries) await walk(entry);
  return files;
}

function add(files, data) {
  if (!uploads.running.size && !uploads.waiting.length) forget();
  for (const { file, source } of files) {
    const ending = /\.[^./]+$/.exec(file.name)?.[0].toLowerCase() ?? 'no ending';
    if (source.split('/').some((part) => part.startsWith('.'))) uploads.skipped.hidden += 1;
    else if (!data.endings.includes(ending)) {
      uploads.skipped.types.set(ending, (uploads.skipped.types.get(ending) ?? 0) + 1);
    } else if (file.size > data.largest) {
      uploads.problems.push(`${source} is larger than ${size(data.largest)} (it has ${size(file.size)}). `
        + 'Split it, or raise the setting largest_file.');
    } else {
      uploads.waiting.push({ file, source, space: data.space, loaded: 0 });
      uploads.files += 1;
      uploads.bytes += file.size;
    }
  }
  uploads.began ||= performance.now();
  next();
}

function next() {
  while (uploads.running.size < AT_ONCE && uploads.waiting.length) send(uploads.waiting.shift());
  uploads.finished = !uploads.running.size;
  window.onbeforeunload = uploads.finished ? null : (event) => event.preventDefault();
  uploads.draw();
}

function send(upload) {
  const { file, source, space } = upload;
  const request = new XMLHttpRequest();
  const end = (problem) => {
    if (!uploads.running.delete(upload)) return;
    if (problem) uploads.problems.push(problem); else uploads.sent += 1;
    uploads.done += file.size;
    window.dispatchEvent(new Event('muniment-jobs'));
    next();
  };
  upload.request = request;
  uploads.running.add(upload);
  request.open('POST', '/api/upload?' + new URLSearchParams({ name: file.name, source, space }));
  request.upload.onprogress = (event) => { upload.loaded = Math.min(event.loaded, file.size); uploads.draw(); };
  request.onerror = () => end(`${source}: the upload was broken off. Check that the server runs, then drop it again.`);
  request.onabort = () => end(`${source}: cancelled.`);
  request.onload = () => {
    if (request.status === 200) return end('');
    try { end(JSON.parse(request.responseText).error); } catch { end(`${source}: the server refused it (${request.status}).`); }
  };
  request.send(file);
}

function cancelAll() {
  const left = uploads.waiting.length;
  uploads.waiting = [];
  if (left) uploads.problems.push(`${left.toLocaleString('en')} files that waited were not sent.`);
  for (const upload of [...uploads.running]) upload.request.abort();
}

function forget() {
  Object.assign(uploads, {
    sent: 0, files: 0, bytes: 0, done: 0, began: 0, problems: [], finished: false,
    skipped: { hidden: 0, types: new Map() },
  });
}

function draw(root) {
  const busy = uploads.running.size > 0;
  root.querySelector('.sending').hidden = !busy;
  if (busy) drawSending(root);
  const skipped = skippedWords();
  const outcome = root.querySelector('.outcome');
  outcome.hidden = busy || !(uploads.sent || skipped || uploads.problems.length);
  if (outcome.hidden) return;
  outcome.classList.toggle('wrong', uploads.problems.length > 0);
  const failed = uploads.problems.length ? `${counted(uploads.problems.length, 'problem')}, below. ` : '';
  root.querySelector('.summary').textContent =
    `${uploads.sent ? counted(uploads.sent, 'file') + ' sent. ' : ''}${failed}${skipped}`.trim();
  list(root.querySelector('.problems'), uploads.problems.slice(0, SHOWN_PROBLEMS), (item, words) => { item.textContent = plain(words); });
}

function drawSending(root) {
  const loaded = uploads.done + [...uploads.running].reduce((sum, upload) => sum + upload.loaded, 0);
  const seconds = (performance.now() - uploads.began) / 1000;
  const left = seconds > 2 && loaded ? ((uploads.bytes - loaded) * seconds) / loaded : 0;
  const ended = uploads.files - uploads.waiting.length - uploads.running.size;
  root.querySelector('.words').textContent =
    `Sending: ${ended.toLocaleString('en')} of ${counted(uploads.files, 'file')}, ${size(loaded)} of ${size(uploads.bytes)}`
    + (left > 1 ? `, ${duration(left)} left` : '');
  root.querySelector('.all').value = uploads.bytes ? loaded / uploads.bytes : 0;
  list(root.querySelector('.current'), [...uploads.running], (item, upload) => {
    if (!item.firstChild) {
      const name = Object.assign(document.createElement('span'), { className: 'name' });
      const bar = Object.assign(document.createElement('progress'), { max: 1 });
      item.append(name, document.createElement('span'), bar);
    }
    const [name, share, bar] = item.children;
    name.textContent = name.title = plain(upload.source);
    const part = upload.file.size ? upload.loaded / upload.file.size : 0;
    share.textContent = part < 1 ? `${Math.floor(100 * part)} %` : 'being kept';
    bar.value = part;
    bar.setAttribute('aria-label', upload.source);
  });
}

function list(element, values, fill) {
  while (element.children.length > values.length) element.lastChild.remove();
  while (element.children.length < values.length) element.append(document.createElement('li'));
  values.forEach((value, index) => fill(element.children[index], value));
}

function skippedWords() {
  const types = [...uploads.skipped.types].sort((a, b) => b[1] - a[1]);
  const other = types.reduce((sum, [, count]) => sum + count, 0), { hidden } = uploads.skipped;
  if (!other && !hidden) return '';
  const named = types.slice(0, 4).map(([ending, count]) => `${ending} ${count.toLocaleString('en')}`).join(', ');
  const parts = [];
  if (other) parts.push(`${other.toLocaleString('en')} of types that are not read (${named}${types.length > 4 ? ', …' : ''})`);
  if (hidden) parts.push(`${hidden.toLocaleString('en')} hidden`);
  return `Skipped: ${parts.join(', ')}.`;
}

function counted(number, word) { return `${number.toLocaleString('en')} ${word}${number === 1 ? '' : 's'}`; }

// A name must not turn the letters around it about, as marks for the direction of writing do.
function plain(name) { return name.replace(/[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, ''); }

function size(bytes) {
  const units = ['bytes', 'kB', 'MB', 'GB'];
  let unit = 0;
  for (; bytes >= 999.5 && unit < 3; unit += 1) bytes /= 1000;
  return `${unit && bytes < 9.95 ? bytes.toFixed(1) : Math.round(bytes).toLocaleString('en')} ${units[unit]}`;
}

function duration(seconds) {
  return seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.round(seconds / 60).toLocaleString('en')} min`;
}
