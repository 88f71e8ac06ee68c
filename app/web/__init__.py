"""The pages (Streamlit) and the server that serves them and our own routes on one port."""
