"""A seeded run: commands flow while everything fails, then faults end and everything has to come right."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from infra.catalogue.functions import FUNCTIONS
from infra.catalogue.model import Topic
from spice.adapters.memory.bus import MemoryBus
from spice.adapters.memory.state import MemoryState
from spice.domain import administration as admin
from spice.domain.identity import REGISTRY
from spice.domain.shards import Shard
from spice.messages.command import Command
from spice.messages.work import Grow, Rebuild, ReleaseShard, Verify, Work
from spice.ports.command_store import Acceptance, Submission
from spice.ports.errors import PortError
from tests.simulation.clients import CLASS, DATABASE, Clients, rare
from tests.simulation.damage import Damage, LateLog
from tests.simulation.faults import Chaos, Died
from tests.support.memory_platform import Clock, Context, MemoryPlatform, kafka_event, memory_ports, topic_triggers

STEPS = 60
MANY = 8
"""Shards from which on no family is asked to grow: a longer log makes a rebuild slow, and shows nothing more."""
DEEP = 2
"""How many others may act within one another's calls."""
JOBS = 2
"""Unfinished jobs from which on nobody asks for a rebuild."""
ROUNDS = 2
"""How many of them may be rounds of maintenance: each reads the whole log again at every call of the one around it."""


class Recorder:
    """A command store that remembers in which order commands took effect."""

    def __init__(self, store: Any) -> None:
        self._store = store
        self.order: list[UUID] = []
        self.kept: dict[UUID, Command] = {}

    def keep(self, submission: Submission) -> Acceptance:
        """Keep, and remember what is new."""
        kept: Acceptance = self._store.keep(submission)
        if not kept.replayed:
            # What follows a delete may be kept again, and takes its place the first time.
            self.order += [command.id for command in submission.commands if command.id not in self.kept]
            self.kept |= {command.id: command for command in submission.commands}
        return kept

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)


class Simulation:
    """One platform, two workers a shard, clients, and chaos."""

    def __init__(self, seed: int) -> None:
        self.random, self.now, self.state = Random(seed), Clock(), MemoryState()
        calm = memory_ports(self.now, state=self.state)
        self.recorder = Recorder(calm.commands)
        self.calm = replace(calm, commands=self.recorder)
        rate, deaths = self.random.choice([0.0, 0.01, 0.03, 0.08]), self.random.choice([0.02, 0.1, 0.3])
        self.chaos = Chaos(self.random, rate=rate, deaths=deaths, between=self._others)
        self._talk, self._rebuilds = self.random.choice([0.0, 0.03, 0.15]), self.random.choice([0.0, 0.0, 0.02, 0.1])
        self._growth = self.random.choice([0.0, 0.02, 0.1])
        self.damage = Damage(self.random, self.calm.log, self.state)
        self._damages = self.random.choice([0.0, 0.0, 0.02, 0.1])
        late = replace(self.calm, log=LateLog(self.calm.log, self.damage))
        ports = replace(self.chaos.around(late), now=self._skewed)
        self.consumer = MemoryBus(self.state)
        self.platform = MemoryPlatform(ports=ports, consumer=self.consumer)
        self.twin = MemoryPlatform(ports=ports, consumer=self.consumer)
        self.clients = Clients(self.random, ports, self.now)
        self._depth, self._relaying, self._maintaining = 0, False, 0

    def run(self) -> None:
        """Begin calmly, let things go wrong, heal."""
        self._begin()
        for _ in range(STEPS):
            self._step()
        self.heal()

    def heal(self) -> None:
        """End all faults and let everything happen that still can."""
        self._calm()
        self._go_on_around_what_is_broken()
        self.chaos.land(self.calm.log, everything=True)
        self._repair()
        for shard in self.state.quarantined:
            self._ask(ReleaseShard(shard))
        for _ in range(40):
            self._settle()
            if not self.calm.letters.letters() and not self.calm.jobs.unfinished():
                self._settle()
                return
            for letter in self.calm.letters.letters(limit=1000):
                if letter.state == "manual":
                    hopeless = letter.type in (None, "Nonsense")
                    release = self.clients.release(letter.id, letter.key, letter.shard, discard=hopeless)
                    self.clients.send(release)
        raise AssertionError(f"letters stay: {self.calm.letters.letters()}")

    def _go_on_around_what_is_broken(self) -> None:
        """Whatever is broken, every other shard carries out what is accepted."""
        if self.damage.shard is None:
            return
        self._ask(Verify())
        for _ in range(4):
            self.now.advance(5)
            for act in (self.platform.maintain, self._run_kicks, self.platform.relay):
                with suppress(PortError):
                    act()
            self._deliver_everything()
        assert {self.damage.shard} <= self.state.quarantined.keys() <= self.damage.struck
        for function, trigger in topic_triggers():
            if function.name.endswith("-worker"):
                lag = self.consumer.lag(trigger.group, trigger.topic)
                family = Shard.family_of(trigger.topic)
                waiting = {Shard(family, partition).name for partition, behind in lag.items() if behind}
                assert waiting <= self.state.quarantined.keys(), f"{waiting} wait for {self.damage.shard}"

    def _deliver_everything(self) -> None:
        """Deliver partition by partition until nothing moves; who meets what is broken waits."""
        moved = True
        while moved:
            moved = False
            for function, trigger in topic_triggers():
                for partition, lag in self.consumer.lag(trigger.group, trigger.topic).items():
                    records = self.state.topics[trigger.topic][partition][-lag:] if lag else []
                    with suppress(PortError):
                        if records:
                            self.platform.handlers[function.name](kafka_event(records), Context())
                            self.consumer.commit(trigger.group, trigger.topic, partition, records[-1].offset + 1)
                            moved = True

    def _repair(self) -> None:
        """Put back what was there, and have the shard checked, or everything rebuilt."""
        if (shard := self.damage.repair()) is not None:
            ways: list[Work] = [ReleaseShard(shard), Rebuild("index")]
            self._ask(self.random.choice(ways))

    def _ask_for_a_check(self) -> None:
        if len(self.calm.jobs.unfinished()) < JOBS:
            self._ask(Verify())

    def _ask(self, work: Work) -> None:
        self.calm.jobs.request(UUID(int=self.random.getrandbits(128)), work, {})

    def _begin(self) -> None:
        rate, self.chaos.rate, self.chaos.between = self.chaos.rate, 0.0, None
        database = admin.CreateDatabase(uuid=DATABASE, name="sim", settings={})
        self.clients.send(self.clients.administer(database, REGISTRY))
        self.platform.settle()
        define = admin.ChangeOntology(
            changes=[{"op": "create", "class": each} for each in (CLASS, rare(required=False))]
        )
        self.clients.send(self.clients.administer(define))
        self.platform.settle()
        head = self.calm.ontology.head(DATABASE)
        commit = self.calm.ontology.read(DATABASE, head or "")
        documents: list[Any] = [*commit.classes.values()] if commit else []
        parts = [part for each in documents for part in (*each["properties"], *each["relationships"])]
        self.clients.names = {each["name"]: each["id"] for each in (*documents, *parts)}
        self.chaos.rate, self.chaos.between = rate, self._others

    def _skewed(self) -> datetime:
        """Tell the time as a machine does whose clock is a little behind."""
        return self.now() - timedelta(seconds=self.random.choice([0, 0, 0, 1, 30]) if self.chaos.rate else 0)

    def _calm(self) -> None:
        self.chaos.rate, self.chaos.between = 0.0, None

    def _settle(self) -> None:
        self.now.advance(5)
        self.platform.maintain()
        self._run_kicks()
        self.platform.settle()

    def _step(self) -> None:
        """Let somebody act; whoever dies begins anew."""
        acts: list[tuple[int, Callable[[], None]]] = [
            (6, lambda: self.clients.send(self.clients.something())),
            (4, self._relay),
            (8, self._deliver),
            (1, self._insist),
            (2, self._maintain),
            (1, self._run_kicks),
            (1, lambda: self.chaos.land(self.calm.log)),
            (1, lambda: self.now.advance(5)),
        ]
        if self.random.random() < self._rebuilds:
            acts = [(1, self._ask_for_a_rebuild)]
        elif self.random.random() < self._growth:
            acts = [(1, self._ask_for_growth)]
        elif self.random.random() < self._damages:
            acts = [(1, self.damage.strike), (1, self._ask_for_a_check), (1, self._repair)]
        act = self.random.choices([each for _, each in acts], [weight for weight, _ in acts])[0]
        place, apart = self.damage.place, self._apart() if self._depth == 0 else {}
        try:
            act()
        except Died:
            self._replace_the_dead()
        except PortError:
            pass
        for shard, before in apart.items():
            # Nobody was under way when this began, and it is broken still.
            if self.damage.place == place:
                assert self.chaos.appended[shard] == before, f"{shard} was gone on with behind what is broken"

    def _apart(self) -> dict[str, int]:
        """Name the shard that is broken and quarantined, with what it was given so far."""
        held = {shard for shard in self.state.quarantined if shard == self.damage.shard}
        return {shard: self.chaos.appended[shard] for shard in held}

    def _others(self) -> None:
        """Somebody else acts between two calls of a worker."""
        # A rebuild is when others do most harm.
        eager = 4 if self.state.rebuilding else 1
        if self._depth < DEEP and self.random.random() < self._talk * eager:
            self._depth += 1
            try:
                self._step()
            finally:
                self._depth -= 1

    def _relay(self) -> None:
        # A relay within a relay would wait for the other's claim, which is below it on the same stack.
        if not self._relaying:
            self._relaying = True
            try:
                self.platform.relay()
            finally:
                self._relaying = False

    def _deliver(self) -> None:
        """Invoke a function with records of its topic: any number, perhaps some it had already."""
        function, trigger = self.random.choice(list(topic_triggers()))
        if function.name == "dead-letters":
            self.now.advance(5)
        self._deliver_to(function.name, trigger)

    def _deliver_to(self, function: str, trigger: Topic) -> None:
        platform = self.random.choice([self.platform, self.twin])
        partitions = [number for number, lag in self.consumer.lag(trigger.group, trigger.topic).items() if lag]
        if not partitions:
            return
        partition = self.random.choice(partitions)
        batch = self._fetch(trigger, partition)
        platform.handlers[function](kafka_event(batch), Context())
        self.consumer.commit(trigger.group, trigger.topic, partition, batch[-1].offset + 1)

    def _insist(self) -> None:
        """Deliver to the workers of instances again and again, as an event source mapping does."""
        worker, trigger = next(each for each in topic_triggers() if each[0].name == "instance-worker")
        for _ in range(6):
            try:
                self._deliver_to(worker.name, trigger)
            except Died:
                continue

    def _fetch(self, trigger: Topic, partition: int) -> list[Any]:
        again = self.random.randrange(4) if self.random.random() < 0.1 else 0
        offset = self.state.offsets.get((trigger.group, trigger.topic, partition), 0)
        records = self.state.topics[trigger.topic][partition][max(0, offset - again) :]
        return records[: again + self.random.choice([1, 3, 10, 100])]

    def _ask_for_a_rebuild(self) -> None:
        # A round does every job there is, at each of which another round may come.
        if len(self.calm.jobs.unfinished()) >= JOBS:
            return
        self._ask(Rebuild(self.random.choice(["index", "all", "search", "metrics"])))

    def _ask_for_growth(self) -> None:
        family = self.random.choice(["instance", "instance", "ontology"])
        has = self.calm.generations.current(family).partitions
        to = has + self.random.choice([0, 1, 2, 6])
        if has > MANY:
            return
        self._ask(Grow(family, to))

    def _maintain(self) -> None:
        # Growth waits for the claims of relays, one of which may be below it on the same stack.
        if self._maintaining < ROUNDS and not (self._relaying and self.calm.jobs.unfinished()):
            self._maintaining += 1
            try:
                self.platform.maintain()
            finally:
                self._maintaining -= 1

    def _run_kicks(self) -> None:
        kicks: Any = self.calm.kick
        events = [event for function, event in kicks.kicked if function == "projection"]
        kicks.kicked.clear()
        for event in events:
            self.platform.handlers["projection"](event, Context())

    def _replace_the_dead(self) -> None:
        for function in FUNCTIONS:
            if self.random.random() < 0.5:
                self.platform.handlers.pop(function.name, None)
