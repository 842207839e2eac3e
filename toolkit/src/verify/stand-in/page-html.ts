interface PageGiven {
  nonce: string;
  backendUrl: string;
}

/** The dashboard: tasks and chat. Its program is small, and uses the API as a real page would. */
export const dashboard = ({ nonce, backendUrl }: PageGiven) => `<!doctype html>
<main><ul id="tasks"></ul><button>Add</button></main>
<section aria-label="Assistant"><p>An offline stand-in answers.</p><ol id="log"></ol>
<form id="chat"><input aria-label="Message to the assistant"></form></section>
<script nonce="${nonce}">
const backend = ${JSON.stringify(backendUrl)};
const get = async (path) => (await fetch(path)).json();
let me, token;
async function ask(path, options = {}) {
  const headers = { authorization: 'Bearer ' + token, ...options.headers };
  return fetch(backend + '/api/' + me + path, { ...options, headers });
}
async function showTasks() {
  const tasks = await (await ask('/tasks')).json();
  document.querySelector('#tasks').replaceChildren(...tasks.map(({ title }) => {
    const row = document.createElement('li');
    row.innerHTML = '<button></button>';
    row.firstChild.textContent = 'Edit ' + title;
    return row;
  }));
}
function say(text) {
  const line = document.createElement('li');
  line.textContent = text;
  document.querySelector('#log').append(line);
}
document.querySelector('#chat').onsubmit = async (event) => {
  event.preventDefault();
  const box = event.target.querySelector('input');
  const message = box.value;
  say(message);
  box.value = '';
  const headers = { accept: 'text/event-stream', 'content-type': 'application/json' };
  const body = await (await ask('/chat', { method: 'POST', headers, body: JSON.stringify({ message }) })).text();
  say(JSON.parse(body.split('data: ').at(-1)).response);
  await showTasks();
};
(async () => {
  me = (await get('/api/auth/get-session'))?.user.id;
  if (me) token = (await get('/api/auth/token')).token;
  if (me) await showTasks();
})();
</script>`;

export const signUp = ({ nonce }: PageGiven) => `<!doctype html>
<form><label>Name <input name="name"></label><label>E-mail <input name="email"></label>
<label>Password <input type="password" name="password" aria-label="Password"></label><button>Sign up</button></form>
<script nonce="${nonce}">
document.querySelector('form').onsubmit = async (event) => {
  event.preventDefault();
  const body = JSON.stringify(Object.fromEntries(new FormData(event.target)));
  const headers = { 'content-type': 'application/json' };
  const { ok } = await fetch('/api/auth/sign-up/email', { method: 'POST', headers, body });
  if (ok) location.href = '/';
};
</script>`;

export const votes = ({ nonce, backendUrl }: PageGiven) => `<!doctype html>
<div role="img"></div><p id="cats"></p><p id="dogs"></p>
<button id="vote-cats">Vote for cats</button><button id="vote-dogs">Vote for dogs</button>
<script nonce="${nonce}">
const backend = ${JSON.stringify(backendUrl)};
const show = async () => {
  const { cats, dogs } = await (await fetch(backend + '/api/results')).json();
  document.querySelector('#cats').textContent = cats + ' votes';
  document.querySelector('#dogs').textContent = dogs + ' votes';
  document.querySelector('[role=img]').setAttribute('aria-label', 'Cats ' + cats + ', dogs ' + dogs);
};
for (const option of ['cats', 'dogs']) {
  document.querySelector('#vote-' + option).onclick = () => fetch(backend + '/api/vote', {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ option }),
  });
}
show();
setInterval(show, 100);
</script>`;
