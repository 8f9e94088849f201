"""The composition root: the only place that builds concrete things.

But for the command line it is also the only one that knows settings.
"""

import asyncio
import logging
from collections.abc import Awaitable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor

import faust
from aiokafka.errors import KafkaError  # type: ignore[import-untyped]
from faust.exceptions import FaustError
from mode.supervisors import CrashingSupervisor

from streams import __version__
from streams.agents.alert import BATCH_SIZE, AlertBatches
from streams.agents.extract import Batches
from streams.agents.group import FaustGroup, RewindingTransport
from streams.agents.history import History
from streams.agents.loop import Handler, Taker, register
from streams.agents.progress import Progress, Straight
from streams.agents.sensor import Sensor
from streams.alerting import Alerting
from streams.config import Settings
from streams.dedup import Seen
from streams.errors import TransientError
from streams.messages import DeadLetters, Message
from streams.models import Article, Event
from streams.pipeline import Extractor, Processor
from streams.security import Security
from streams.topics import ALERT_RULES, ARTICLES, DEAD_LETTER_ROOM, MANIFESTS, events_topic
from streams.watch import Watch

log = logging.getLogger(__name__)

SEND_ATTEMPTS = 5
FIRST_PAUSE = 0.2
"""Seconds before a failed send is tried again; doubled each time."""
REPORT_SECONDS = 60.0
BEAT_SECONDS = 1.0


class App(faust.App):
    """Faust's app with what its agent does, and without what makes Faust lose records at a rebalance."""

    batches: Handler

    def _create_directories(self) -> None:
        """Make no data folder: only tables need one, and a container's user may not write into the current folder."""

    def _new_transport(self) -> RewindingTransport:
        return RewindingTransport(self.conf.broker_consumer, self)


def create_app(settings: Settings, extract: Extractor) -> App:
    """Return the app of the extract agent; `app.batches` counts what it did."""
    watch = Watch(limit=settings.stall_seconds)
    app = _new_app(settings, settings.group, watch, batch_size=settings.batch_size)
    seen = Seen()
    process = Processor(
        extract=_watched(extract, watch),
        prefix=settings.topic_prefix,
        group=settings.group,
        source=settings.source,
        version=__version__,
        max_text=settings.max_text,
        max_message=settings.max_message,
        seen=seen,
    )
    executor = ThreadPoolExecutor(1, thread_name_prefix="extract")  # one model, one thread; scale by processes
    batches = Batches(
        process, Publisher(app, watch), executor, dead_letter_limit=settings.dead_letter_limit, watch=watch
    )

    def begin(group: FaustGroup) -> Taker:
        return Progress(group, batches.handle, batches.give_up, batch_size=settings.batch_size)

    source = _source(app, [f"{settings.topic_prefix}.{ARTICLES}"])
    register(app, source, name="extract", watch=watch, begin=begin, batch_size=settings.batch_size)

    async def revoked(*_: object, **__: object) -> None:
        seen.forget()

    app.on_partitions_revoked.connect(revoked, weak=False)
    return _follow(app, batches, source)


def create_alert_app(settings: Settings, event_types: Iterable[str]) -> App:
    """Return the app of the alert agent, which reads the topics of all event types."""
    watch = Watch(limit=settings.stall_seconds)
    app = _new_app(settings, settings.alert_group, watch, batch_size=BATCH_SIZE)
    names = (ALERT_RULES, MANIFESTS, *map(events_topic, event_types))
    topics = [f"{settings.topic_prefix}.{name}" for name in names]
    history = History(
        servers=settings.broker,
        group=settings.alert_group,
        prefix=settings.topic_prefix,
        topics=topics,
        options=settings.security.client_options(),
    )

    async def remember(core: Alerting) -> None:
        await history.replay(core, [(place.topic, place.partition) for place in app.consumer.assignment()])

    batches = AlertBatches(
        Publisher(app, watch),
        remember,
        DeadLetters(settings.topic_prefix, "alert", settings.alert_group, __version__, settings.max_message),
        prefix=settings.topic_prefix,
        source=settings.source,
        watch=watch,
    )

    def begin(group: FaustGroup) -> Taker:
        return Straight(group, batches.handle)

    source = _source(app, topics)
    register(app, source, name="alert", watch=watch, begin=begin, batch_size=BATCH_SIZE)
    return _follow(app, batches, source)


def _new_app(settings: Settings, group: str, watch: Watch, *, batch_size: int) -> App:
    """Return a Faust app with everything that keeps it from losing records."""
    return App(
        group,
        broker=[f"kafka://{server}" for server in settings.broker.split(",")],
        broker_credentials=_credentials(settings.security),
        monitor=Sensor(watch),
        processing_guarantee="at_least_once",  # "exactly_once" does not cover topics that the app only writes to
        agent_supervisor=CrashingSupervisor,  # a restarted agent would go on behind the failed batch
        stream_buffer_maxsize=2 * batch_size,  # a full buffer longer than the poll interval leaves the group
        broker_session_timeout=30.0,  # how long a killed worker's partitions wait for another one
        broker_heartbeat_interval=3.0,
        producer_request_timeout=60.0,  # the default blocks a batch for 20 minutes
        producer_linger=0.005,  # half as many messages again a second
        producer_max_request_size=settings.max_message + DEAD_LETTER_ROOM,
        producer_max_batch_size=262_144,
        consumer_max_fetch_size=settings.max_message * 2,  # else the largest message would block its partition
        topic_allow_declare=False,  # `streams topics create` makes topics
        topic_disable_leader=True,  # else a topic of Faust's own is created and consumed
        table_standby_replicas=0,  # no tables: aiokafka's assignor instead of Faust's
        store="memory://",
        web_enabled=False,  # it listens everywhere and asks nobody who they are
        worker_redirect_stdouts=False,
    )


def _source(app: App, topics: Sequence[str]) -> faust.TopicT:
    """Return the topics that an agent reads, as raw bytes; the agent commits for itself."""
    return app.topic(*topics, key_serializer="raw", value_serializer="raw", internal=False, acks=False)


def _follow(app: App, logic: Handler, source: faust.TopicT) -> App:
    """Let the watch and the log follow what an app does; return the app."""
    app.batches = logic
    watch = logic.watch

    async def assigned(_: object, places: Iterable[faust.types.TP], **__: object) -> None:
        given = [(place.topic, place.partition) for place in places]
        watch.assigned(given)
        if not given:
            log.warning(
                "no partitions of %s: there are more workers than partitions, or it is missing (streams topics create)",
                source.get_topic_name(),
            )

    async def revoked(*_: object, **__: object) -> None:
        watch.revoked()

    async def report() -> None:
        log.info("so far: %s", logic.summary())

    async def beat() -> None:
        watch.beat()
        watch.coordinated(known=FaustGroup(app, watch).coordinated)

    app.on_partitions_assigned.connect(assigned, weak=False)  # type: ignore[arg-type]  # its own type names no arguments
    app.on_partitions_revoked.connect(revoked, weak=False)
    app.timer(REPORT_SECONDS)(report)
    app.timer(BEAT_SECONDS)(beat)
    return app


def _credentials(security: Security) -> faust.types.auth.CredentialsT | None:
    """Return what Faust calls the ways to reach a protected broker."""
    context = security.ssl_context()
    if security.sasl:
        return faust.SASLCredentials(
            username=security.username, password=security.password, ssl_context=context, mechanism=security.mechanism
        )
    return None if context is None else faust.SSLCredentials(context)


def _watched(extract: Extractor, watch: Watch) -> Extractor:
    """Return an extractor whose calls the watch follows."""

    def watched(article: Article) -> tuple[Event, ...]:
        with watch.article():
            return extract(article)

    return watched


class Publisher:
    """Sends messages in order and waits until the broker has them all."""

    def __init__(self, app: faust.App, watch: Watch) -> None:
        """Topics are opened on first use; the watch counts failures."""
        self._app, self._watch = app, watch
        self._topics: dict[str, faust.TopicT] = {}

    async def __call__(self, messages: Sequence[Message]) -> None:
        """Send messages; raise TransientError when some have failed at the last attempt."""
        pause = FIRST_PAUSE
        for attempt in range(1, SEND_ATTEMPTS + 1):
            failed = await self._attempt(messages)
            if not failed:
                return
            messages = _from_first_failures(messages, [message for message, _ in failed])
            topic, error = messages[0].topic, failed[0][1]
            if attempt == SEND_ATTEMPTS:
                raise TransientError(f"{topic}: sending failed {attempt} times: {error!r}") from error
            log.warning("%s messages failed, the first on %s (%r), attempt %s", len(messages), topic, error, attempt)
            await asyncio.sleep(pause)
            pause *= 2

    async def _attempt(self, messages: Sequence[Message]) -> list[tuple[Message, BaseException]]:
        """Send once and return the messages that failed in a way that may pass; anything else raises."""
        confirmations = [await self._send(message) for message in messages]
        outcomes = await asyncio.gather(*confirmations, return_exceptions=True)
        failed = [(m, o) for m, o in zip(messages, outcomes, strict=True) if isinstance(o, BaseException)]
        for _, error in failed:
            if not isinstance(error, (KafkaError, FaustError)):
                raise error
            self._watch.metrics.send_failures.labels(type(error).__name__).inc()
        return failed

    async def _send(self, message: Message) -> Awaitable[object]:
        topic = self._topics.get(message.topic)
        if topic is None:
            topic = self._app.topic(message.topic, key_serializer="raw", value_serializer="raw")
            self._topics[message.topic] = topic
        try:
            confirmed: Awaitable[object] = await topic.send(
                key=message.key,
                value=message.value,
                headers=list(message.headers),  # type: ignore[arg-type]  # null values are sent as such
            )
        except (KafkaError, FaustError) as error:
            failed: asyncio.Future[object] = asyncio.get_running_loop().create_future()
            failed.set_exception(error)
            return failed
        return confirmed


def _from_first_failures(messages: Sequence[Message], failed: Sequence[Message]) -> list[Message]:
    """Return what to send again: with each failed message those behind it that share its topic and key.

    Otherwise an older version's manifest, sent again, would stand behind the newer one's and win.
    """
    begun: set[tuple[str, bytes | None]] = set()
    left = list(failed)
    again = []
    for message in messages:
        if left and message is left[0]:
            begun.add((message.topic, message.key))
            del left[0]
        if (message.topic, message.key) in begun:
            again.append(message)
    return again
