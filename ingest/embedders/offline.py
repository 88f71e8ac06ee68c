"""No model hub: what transformers and sentence-transformers would ask or send is switched off."""

import os


def stay_offline() -> None:
    """Switch off the hub, its telemetry and its progress bars; before the first import of one of these libraries."""
    os.environ.update(
        HF_HUB_OFFLINE="1", TRANSFORMERS_OFFLINE="1", HF_HUB_DISABLE_TELEMETRY="1", HF_HUB_DISABLE_PROGRESS_BARS="1"
    )
