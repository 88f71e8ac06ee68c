// Rows are kept by the number of their job and only their words change, so that what is being typed or focused stays.

const WORKING_MS = 1000, IDLE_MS = 4000;

const KINDS = [
  { key: 'asking', title: (n) => `${counted(n, 'file')} ${n === 1 ? 'has a name that is' : 'have names that are'} here already, with other content`,
    states: ['asking'], more: 'more ask the same', all: [['replace', 'New version for all'], ['both', 'Keep both for all'], ['leave out', 'Leave all out']],
    buttons: [['replace', 'New version'], ['both', 'Keep both'], ['leave out', 'Leave out']] },
  { key: 'working', title: (n) => `Reading ${counted(n, 'document')}`, states: ['parsing', 'embedding'], more: 'more being read',
    all: [], buttons: [['cancel', 'Cancel']] },
  { key: 'waiting', title: (n) => `${counted(n, 'document')} waiting`, states: ['queued'], more: 'more waiting',
    all: [['cancel', 'Cancel all that wait']], buttons: [['cancel', 'Cancel']] },
  { key: 'failed', title: (n) => `${counted(n, 'document')} not taken in`, states: ['failed', 'cancelled'], more: 'more not taken in',
    all: [['retry', 'Retry all'], ['dismiss', 'Dismiss all']], buttons: [['retry', 'Retry'], ['dismiss', 'Dismiss']] },
];

const lists = new WeakMap();

export default function ({ parentElement, data: [data], setTriggerValue }) {
  const known = lists.get(parentElement);
  if (known) {
    Object.assign(known, { data, setTriggerValue, told: false });
    return known.stop;
  }
  const list = { root: parentElement, data, setTriggerValue, told: false, timer: 0, asked: 0, rates: new Map(), stamp: data.documents };
  const now = () => { clearTimeout(list.timer); look(list); };
  const shown = () => { if (!document.hidden) now(); };
  window.addEventListener('muniment-jobs', now);
  document.addEventListener('visibilitychange', shown);
  list.stop = () => {
    clearTimeout(list.timer);
    list.stopped = true;
    window.removeEventListener('muniment-jobs', now);
    document.removeEventListener('visibilitychange', shown);
    lists.delete(parentElement);
  };
  lists.set(parentElement, list);
  look(list);
  return list.stop;
}

async function look(list, action) {
  const asked = ++list.asked;
  const address = '/api/jobs?' + new URLSearchParams({ space: list.data.space });
  let pause = IDLE_MS;
  try {
    const response = action
      ? await fetch(address, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(action) })
      : await fetch(address, { cache: 'no-store' });
    const jobs = await response.json();
    if (list.stopped || asked !== list.asked) return; // a later look is under way
    say(list, response.ok ? '' : jobs.error);
    if (response.ok) {
      draw(list, jobs);
      tell(list, jobs);
      if (count(jobs, ['queued', 'parsing', 'embedding'])) pause = WORKING_MS;
    }
  } catch {
    if (list.stopped || asked !== list.asked) return;
    say(list, 'The server does not answer. What was sent is kept; the list goes on when it is back.');
  }
  clearTimeout(list.timer);
  if (!document.hidden) list.timer = setTimeout(() => look(list), pause);
}

function say(list, words) {
  const lost = list.root.querySelector('.lost');
  lost.textContent = words;
  lost.hidden = !words;
}

// The table hears of new documents; the page runs again only when the room fills or empties: with the first jobs, which
// take the place of the first steps, and with the first documents, which bring the table.
function tell(list, jobs) {
  if (list.stamp !== jobs.documents) {
    list.stamp = jobs.documents;
    window.dispatchEvent(new CustomEvent('muniment-documents', { detail: { working: count(jobs, ['queued', 'parsing', 'embedding']) } }));
  }
  const empty = jobs.documents === '' && !Object.keys(jobs.counts).length;
  const bare = jobs.documents === '', wasBare = list.data.documents === '';
  if ((empty !== list.data.empty || bare !== wasBare) && !list.told) {
    list.told = true;
    list.setTriggerValue('filled', Date.now());
  }
}

function count(jobs, states) { return states.reduce((sum, state) => sum + (jobs.counts[state] ?? 0), 0); }

function draw(list, jobs) {
  const place = list.root.querySelector('.jobs');
  for (const kind of KINDS) {
    const total = count(jobs, kind.states);
    let section = place.querySelector(`.${kind.key}`);
    if (!total) { section?.remove(); continue; }
    if (!section) {
      section = newSection(list, kind);
      const after = KINDS.slice(KINDS.indexOf(kind) + 1).map((other) => place.querySelector(`.${other.key}`)).find(Boolean);
      place.insertBefore(section, after ?? null);
    }
    section.querySelector('h2').textContent = kind.title(total);
    section.querySelector('.all').hidden = total < 2;
    const shown = jobs[kind.key].slice(0, kind.key === 'waiting' ? 3 : undefined);
    drawRows(list, kind, section.querySelector('ul'), shown);
    const more = section.querySelector('.more');
    more.hidden = total <= shown.length;
    more.textContent = `and ${(total - shown.length).toLocaleString('en')} ${kind.more}`;
  }
}

function newSection(list, kind) {
  const section = node('section', kind.key), header = node('header'), all = node('div', 'all');
  section.setAttribute('aria-label', { asking: 'Names that are here already', working: 'Being read', waiting: 'Waiting', failed: 'Not taken in' }[kind.key]);
  all.append(...kind.all.map(([action, label]) => button(list, label, () => ({ action }))));
  header.append(node('h2'), all);
  section.append(header, node('ul'), node('p', 'more'));
  return section;
}

function drawRows(list, kind, rows, jobs) {
  const wanted = new Set(jobs.map((job) => String(job.id)));
  for (const row of [...rows.children]) if (!wanted.has(row.dataset.job)) row.remove();
  jobs.forEach((job, index) => {
    let row = [...rows.children].find((one) => one.dataset.job === String(job.id));
    if (!row) row = newRow(list, kind, job);
    if (rows.children[index] !== row) rows.insertBefore(row, rows.children[index] ?? null);
    fillRow(list, kind, row, job);
  });
}

function newRow(list, kind, job) {
  const row = node('li'), buttons = node('div', 'buttons'), name = node('p', 'name');
  row.dataset.job = job.id;
  name.append(node('span'), node('span', 'folder'));
  row.append(name, node('p', 'said'), buttons);
  if (kind.key === 'working') row.append(Object.assign(node('progress'), { max: 1 }));
  buttons.append(...kind.buttons.map(([action, label]) => button(list, label, () => ({ action, jobs: [job.id] }), job.name)));
  return row;
}

function fillRow(list, kind, row, job) {
  const [name, folder] = row.querySelector('.name').children;
  const slash = job.source.lastIndexOf('/');
  name.textContent = job.name;
  folder.textContent = slash > 0 ? `  in ${job.source.slice(0, slash)}` : '';
  row.querySelector('.said').textContent = words(list, job);
  const bar = row.querySelector('progress');
  if (bar) {
    const [done, total] = job.state === 'embedding' ? job.chunks : job.pages;
    bar.value = (job.state === 'embedding' ? 0.5 : 0) + (total ? done / total / 2 : 0);
    bar.setAttribute('aria-label', `Progress of ${job.name}`);
  }
  const form = row.querySelector('form');
  if (job.needs_password && !form) row.append(passwordForm(list, job));
  else if (!job.needs_password) form?.remove();
}

function passwordForm(list, job) {
  const form = node('form'), input = node('input'), hint = node('p');
  Object.assign(input, { type: 'password', autocomplete: 'off', placeholder: 'Password', required: true });
  input.setAttribute('aria-label', `Password of ${job.name}`);
  hint.textContent = 'It opens the file once and is not kept. The room keeps a copy that opens without it.';
  form.append(input, Object.assign(node('button'), { type: 'submit', textContent: 'Open' }), hint);
  form.onsubmit = (event) => {
    event.preventDefault();
    look(list, { action: 'retry', jobs: [job.id], password: input.value });
    input.value = '';
  };
  return form;
}

function words(list, job) {
  switch (job.state) {
    case 'asking': return job.current
      ? `Here since ${job.current.added.slice(0, 10)}: version ${job.current.version}, ${counted(job.current.pages, 'page')}. `
        + 'A new version takes its place; keeping both adds this one under another name.'
      : 'The same name is on its way already. A new version takes its place; keeping both adds this one under another name.';
    case 'queued': return 'Waiting';
    case 'parsing': return `Reading: ${of(job.pages, 'page')}${rate(list, job, job.pages, 'pages')}`;
    case 'embedding': return `${counted(job.pages[1] ?? 0, 'page')} read. Making it findable: ${of(job.chunks, 'passage')}${rate(list, job, job.chunks, 'passages')}`;
    case 'cancelled': return 'Cancelled.';
    default: return job.reason.startsWith(`${job.name}: `) ? capital(job.reason.slice(job.name.length + 2)) : job.reason;
  }
}

// A rate of the last seconds, from what the list itself has seen: (done, when), one history for each state of a job.
function rate(list, job, [done, total], unit) {
  const key = `${job.id} ${job.state}`, now = performance.now();
  const seen = list.rates.get(key) ?? [];
  seen.push([done, now]);
  if (seen.length > 10) seen.shift();
  list.rates.set(key, seen);
  if (list.rates.size > 100) list.rates.delete(list.rates.keys().next().value);
  const pace = (done - seen[0][0]) / Math.max(0.001, (now - seen[0][1]) / 1000);
  if (pace <= 0 || !total) return '';
  const left = (total - done) / pace;
  return `, ${pace < 10 ? pace.toFixed(1) : Math.round(pace)} ${unit} a second, ${left < 90 ? Math.ceil(left) + ' s' : Math.round(left / 60) + ' min'} left`;
}

function of([done, total], unit) { return total ? `${done.toLocaleString('en')} of ${counted(total, unit)}` : 'opening the file'; }
function counted(number, word) { return `${number.toLocaleString('en')} ${word}${number === 1 ? '' : 's'}`; }
function capital(text) { return text.charAt(0).toUpperCase() + text.slice(1); }
function node(tag, name = '') { return Object.assign(document.createElement(tag), { className: name }); }

function button(list, label, action, about = '') {
  const made = Object.assign(node('button'), { type: 'button', textContent: label });
  if (about) made.setAttribute('aria-label', `${label}: ${about}`);
  made.onclick = () => { look(list, action()); };
  return made;
}
