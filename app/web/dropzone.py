"""The drop zone: files go from the browser to our upload route and from there to disk, never through memory.

(Streamlit's own uploader keeps every file in the server's memory, and forgets it when the page is loaded again.)
"""

import streamlit as st

_HTML = """
<label class="zone" tabindex="0">
  <span class="title">Drop documents here, or choose files</span>
  <span class="hint">PDF, Word, Markdown, text, HTML</span>
  <input type="file" multiple>
  <span class="state" role="status"></span>
</label>
"""

_CSS = """
.zone { display: flex; flex-direction: column; gap: .25rem; align-items: center; padding: 1.5rem; cursor: pointer;
        border: 1px dashed var(--st-border-color); border-radius: var(--st-base-radius); font-family: var(--st-font); }
.zone.over, .zone:focus-within { border-color: var(--st-primary-color); }
.hint, .state { font-size: .875rem; opacity: .75; }
input { position: absolute; opacity: 0; width: 1px; height: 1px; }
"""

_JS = """
export default function ({ parentElement, setTriggerValue, data }) {
  const zone = parentElement.querySelector('.zone'), input = parentElement.querySelector('input');
  const state = parentElement.querySelector('.state');
  const send = (file) => new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open('POST', '/api/upload?' + new URLSearchParams({ name: file.name, space: data.space }));
    request.upload.onprogress = (event) => {
      state.textContent = file.name + ': ' + Math.floor(100 * event.loaded / Math.max(1, event.total)) + ' %';
    };
    request.onerror = () => resolve(file.name + ': the upload was broken off. Try again.');
    request.onload = () => {
      if (request.status === 200) return resolve('');
      try { resolve(JSON.parse(request.responseText).error); } catch { resolve(file.name + ': refused.'); }
    };
    request.send(file);
  });
  const sendAll = async (files) => {
    const errors = [];
    for (const file of files) { const error = await send(file); if (error) errors.push(error); }
    state.textContent = errors.join(' ');
    input.value = '';
    setTriggerValue('sent', files.length);
  };
  input.onchange = () => sendAll([...input.files]);
  zone.ondragover = (event) => { event.preventDefault(); zone.classList.add('over'); };
  zone.ondragleave = () => zone.classList.remove('over');
  zone.ondrop = (event) => {
    event.preventDefault();
    zone.classList.remove('over');
    sendAll([...event.dataTransfer.files]);
  };
}
"""

_component = st.components.v2.component("muniment_dropzone", html=_HTML, css=_CSS, js=_JS)


def dropzone(space: str) -> bool:
    """Show the drop zone; true in the run after files were sent."""
    result = _component(data={"space": space}, key="dropzone", on_sent_change=lambda: None)
    return bool(result.sent)
