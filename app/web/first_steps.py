"""What a person sees who has not asked anything yet: three steps in an empty room, a greeting in a filled one."""

import streamlit as st

from app.samples import sample_files
from app.web.current import assistant
from app.web.dropzone import dropzone


def show_first_steps() -> None:
    """Begin: drop documents, wait for them, ask; or just ask."""
    st.title("Ask", anchor=False)
    if assistant().documents("main"):
        st.text("Ask in your own words. Every answer shows the page that it comes from.")
        return
    st.text("This room is empty. Nothing that you put into it leaves this machine.")
    first, second, third = st.columns(3, gap="medium")
    with first:
        st.subheader("1 Put papers in", anchor=False)
        dropzone("main")
        if st.button("Try with the sample documents", key="samples"):
            assistant().add_files(sample_files(), "main")
            st.switch_page("documents_page.py")
    with second:
        st.subheader("2 Wait a moment", anchor=False)
        st.text("They are read page by page and become findable. The list of documents shows how far they are.")
        st.page_link("documents_page.py", label="Documents", icon=":material/description:")
    with third:
        st.subheader("3 Ask", anchor=False)
        st.text("The answer names its pages. Click one: the words it rests on are boxed.")
