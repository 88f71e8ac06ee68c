"""The drop zone: files go from the browser to our upload route and from there to disk, never through memory.

(Streamlit's own uploader keeps every file in the server's memory, and forgets it when the page is loaded again.)
"""

from pathlib import Path

import streamlit as st

from app.web.current import assistant
from app.web.told import told
from ingest.parse import MEDIA_TYPES

_HTML = """
<div class="drop">
<section class="zone" aria-label="Add documents">
  <p class="title">Drop documents or folders here</p>
  <p class="choose">
    <button class="files" type="button">Choose files</button>
    <button class="folder" type="button">Choose a folder</button>
  </p>
  <p class="hint"></p>
  <input type="file" multiple tabindex="-1" aria-label="Files to add">
</section>
<section class="sending" aria-label="Uploads" hidden>
  <p class="total"><span class="words" role="status"></span> <button class="cancel" type="button">Cancel</button></p>
  <progress class="all" max="1" value="0" aria-label="All files"></progress>
  <ul class="current"></ul>
</section>
<section class="outcome" aria-label="Outcome of the upload" hidden>
  <p class="summary" role="status"></p>
  <ul class="problems"></ul>
  <button class="close" type="button">Close</button>
</section>
</div>
"""

_FOLDER = Path(__file__).parent
_component = st.components.v2.component(
    "muniment_dropzone",
    html=_HTML,
    css=(_FOLDER / "dropzone.css").read_text(encoding="utf-8"),
    js=(_FOLDER / "dropzone.js").read_text(encoding="utf-8"),
)


def dropzone(space: str) -> None:
    """Show the drop zone: files and whole folders go to `space`; uploads go on while other pages are looked at."""
    _component(
        data=told(
            {
                "space": space,
                "endings": list(MEDIA_TYPES),
                "largest": assistant().settings.largest_file,
            }
        ),
        key="dropzone",
    )
