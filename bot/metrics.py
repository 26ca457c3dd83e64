"""What operations can count, in Prometheus' text format; labels hold coded words only."""

from functools import lru_cache
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge

REGISTRY: Final = CollectorRegistry()

RECEIVED: Final = Counter(
    "refero_received",
    "Provider deliveries by channel and what became of them",
    ("channel", "outcome"),
    registry=REGISTRY,
)
SENT: Final = Counter(
    "refero_sent",
    "Attempts to send one part of a message by channel and outcome",
    ("channel", "outcome"),
    registry=REGISTRY,
)
PROVIDER_FAULT: Final = Gauge(
    "refero_provider_fault",
    "1 while a provider refuses us for a reason that we must mend (token, conflict)",
    ("channel",),
    registry=REGISTRY,
)
QUEUE: Final = Gauge(
    "refero_queue_age_seconds",
    "Age of the oldest waiting row",
    ("queue",),
    registry=REGISTRY,
)
FREE_DISK: Final = Gauge(
    "refero_free_disk_ratio", "Free part of the data folder's disk", registry=REGISTRY
)

# Looking a label up takes a lock and costs more than counting: each is looked up once.
received = lru_cache(maxsize=256)(RECEIVED.labels)
sent = lru_cache(maxsize=256)(SENT.labels)
provider_fault = lru_cache(maxsize=16)(PROVIDER_FAULT.labels)
