// The last question and its answer are kept in sight while the answer grows: down to its end, but never so far that the
// question leaves the top. Whoever scrolls, types or clicks meanwhile is left where they are, until they send a question
// or open another chat. All is read from the page: while a script runs, a component is told nothing new.

const GAP = 16;  // pixels between the end of the answer and what stands at the bottom
const MOVES = ['wheel', 'touchmove', 'pointerdown', 'keydown'];

const followed = (window.munimentFollowed ??= { chat: null, left: false });

export default function () {
  const main = document.querySelector('[data-testid="stMain"]');
  const content = main.querySelector('[data-testid="stMainBlockContainer"]');
  const move = (event) => { followed.left = !sends(event); };
  const follow = () => {
    const chat = new URLSearchParams(location.search).get('chat');
    if (chat !== followed.chat) Object.assign(followed, { chat, left: false });
    if (!followed.left) show(main, content);
  };
  const growing = new ResizeObserver(follow);
  growing.observe(content);
  for (const name of MOVES) main.addEventListener(name, move, { passive: true });
  return () => {
    growing.disconnect();
    for (const name of MOVES) main.removeEventListener(name, move);
  };
}

function sends({ type, key, shiftKey, isComposing, target }) {
  if (type === 'keydown') return key === 'Enter' && !shiftKey && !isComposing && target.matches('[data-testid="stChatInputTextArea"]');
  return type === 'pointerdown' && target.closest('[data-testid="stChatInputSubmitButton"]') !== null;
}

function show(main, content) {
  const messages = [...content.querySelectorAll('[data-testid="stChatMessage"]')];
  if (messages.length < 2) return;
  const [question, answer] = messages.slice(-2).map((message) => message.getBoundingClientRect());
  const bottom = main.querySelector('[data-testid="stBottom"]').getBoundingClientRect().top;
  const top = parseFloat(getComputedStyle(content).paddingTop);
  const down = Math.min(answer.bottom + GAP - bottom, question.top - top);
  if (down > 0) main.scrollTop += down;
}
