"""OpenVINO without its telemetry: everything of ours that needs OpenVINO takes it from here.

`import openvino` sends an event to an analytics service and forks a process for it, unless `openvino_telemetry` cannot
be imported: then it takes the silent stand-in that it carries for that case.
"""

import importlib
import sys
from typing import Any

_TELEMETRY = "openvino_telemetry"

sys.modules[_TELEMETRY] = None  # type: ignore[assignment]  # None makes its import fail, as the import system documents
try:
    openvino: Any = importlib.import_module("openvino")
    opset: Any = importlib.import_module("openvino.opset13")
finally:
    del sys.modules[_TELEMETRY]  # programs that walk over the loaded modules expect modules
