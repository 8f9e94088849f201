"""Keeps the events that stand in SQLite: upserts by id, honours manifests. Call: python examples/consumer.py FILE."""

import os
import sqlite3
import sys

from confluent_kafka import Consumer

broker, prefix = os.environ.get("STREAMS_BROKER", "localhost:9092"), os.environ.get("STREAMS_TOPIC_PREFIX", "news")
db = sqlite3.connect(sys.argv[1])
db.execute("create table if not exists record (id text primary key, body text)")
db.execute(
    "create view if not exists standing as select event.body from record manifest,"
    " json_each(manifest.body, '$.event_ids') listed, record event on event.id = 'event ' || listed.value"
)
options = {"group.id": "example", "auto.offset.reset": "earliest", "enable.auto.commit": False}
consumer = Consumer({"bootstrap.servers": broker, **options})
consumer.subscribe([f"^{prefix}[.]events[.].*", f"{prefix}.manifests"])
while True:
    record = consumer.poll(1.0)
    if record is None or record.error() or record.value() is None:
        continue
    kind = "manifest" if record.topic().endswith(".manifests") else "event"
    name = record.key() if kind == "manifest" else dict(record.headers())["ce_id"]
    db.execute("insert or replace into record values (?, ?)", (f"{kind} {name.decode()}", record.value().decode()))
    db.commit()  # first the database, then the offset: what comes twice is replaced by itself
    consumer.commit(record)
