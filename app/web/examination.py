"""Doctor at work: a thread looks at everything, the page only looks at it."""

import threading
import time

from app.assistant import Assistant
from app.doctor import Report, examine
from app.expected import EXPECTED


class Examination:
    """Starts at once. `report` or `error` is there when `done` is set."""

    def __init__(self, assistant: Assistant) -> None:
        self.report: Report | None = None
        self.error = ""
        self.began = time.time()
        self.done = threading.Event()
        threading.Thread(target=self._run, args=(assistant,), name="doctor", daemon=True).start()

    def _run(self, assistant: Assistant) -> None:
        try:
            self.report = examine(assistant)
        except EXPECTED as error:
            self.error = str(error)
        except Exception as error:
            self.error = f"Something unexpected went wrong ({type(error).__name__}). The log has the details."
            raise
        finally:
            self.done.set()
