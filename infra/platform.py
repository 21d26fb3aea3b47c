"""The stacks of a stage, in the order in which they are deployed."""

from dataclasses import replace

from aws_cdk import App, Stack, Tags

from infra.bundles import bundles_of
from infra.catalogue import names
from infra.constructs.places import Endpoints, FunctionBase
from infra.constructs.room import FunctionContext
from infra.issuer import Issuer
from infra.nag import check
from infra.stacks.app import Application
from infra.stacks.data import Data
from infra.stacks.front import Front
from infra.stacks.graph import GraphStore
from infra.stacks.identity import Identity
from infra.stacks.network import Network
from infra.stacks.observability import Observability
from infra.stacks.packages import Packages
from infra.stacks.release import Release
from infra.stacks.replica import Replica
from infra.stacks.search import Search
from infra.stacks.storage import Storage
from infra.stacks.streaming import Streaming
from infra.stage import Stage


class Platform:
    """A whole deployment. Stores come first and live longest; nothing refers to what comes after it."""

    def __init__(self, app: App, stage: Stage) -> None:
        self._app, self.stage = app, stage
        self.network = Network(app, self._id("network"), stage=stage)
        self.storage = Storage(app, self._id("storage"), stage=stage)
        key = self.storage.key
        self.data = Data(app, self._id("data"), stage=stage, network=self.network, key=key)
        self.streaming = Streaming(app, self._id("streaming"), stage=stage, network=self.network, key=key)
        self.search = Search(app, self._id("search"), stage=stage, network=self.network, key=key)
        self.graph = None if stage.graph is None else self._graph()
        self._replica()
        identity = stage.api.issuer or Identity(app, self._id("identity"), stage=stage)
        issuer = identity.issuer if isinstance(identity, Identity) else identity
        around = FunctionContext(ground=self._ground(), places=self._places(), issuer=issuer)
        self.packages = Packages(app, self._id("packages"), around=around)
        self.release = Release(app, self._id("release"), around=around)
        self.front = self._front(identity, around.places)
        answering, address = replace(around, issuer=self.front.issuer), self.front.api.api_id
        brokers = self.release.brokers
        self.app = Application(app, self._id("app"), around=answering, brokers=brokers, api_id=address)
        database = names.physical(stage.name, "database")
        watching = self._id("observability")
        self.observability = Observability(app, watching, stage=stage, key=key, api_id=address, database=database)
        self._order()
        for tag, value in (("product", names.PRODUCT), ("stage", stage.name)):
            Tags.of(app).add(tag, value)
        check(app, stage)

    def _id(self, name: str) -> str:
        return names.physical(self.stage.name, name)

    def _graph(self) -> GraphStore:
        return GraphStore(self._app, self._id("graph"), stage=self.stage, network=self.network, key=self.storage.key)

    def _front(self, identity: Identity | Issuer, places: Endpoints) -> Front:
        return Front(
            self._app,
            self._id("front"),
            stage=self.stage,
            identity=identity,
            places=places,
            logs=self.storage.access_logs,
        )

    def _replica(self) -> None:
        if self.stage.replica_region is not None:
            replica = Replica(self._app, self._id("replica"), stage=self.stage, region=self.stage.replica_region)
            # S3 refuses to replicate to a bucket that is not there.
            self.storage.add_stack_dependency(replica)

    def _ground(self) -> FunctionBase:
        return FunctionBase(
            stage=self.stage,
            bundles=bundles_of(self._app),
            vpc=self.network.vpc,
            subnets=self.network.private,
            outward=self.network.outward,
            group=self.network.functions,
            clients=self.network.clients,
            key=self.storage.key,
        )

    def _places(self) -> Endpoints:
        account: Stack = self.storage
        return Endpoints(
            stage=self.stage.name,
            partition=account.partition,
            region=account.region,
            account=account.account,
            key_arn=self.storage.key.key_arn,
            seal_key_arn=self.storage.seal_key.key_arn,
            personal_key_arn=self.storage.personal_key.key_arn,
            postgres=self.data.address,
            postgres_read=self.data.read_address,
            postgres_users=self.data.user_arns,
            bus_arn=self.streaming.arn,
            search_arn=self.search.domain_arn,
            search_url=self.search.search_url,
            cache_url=self.search.cache_url,
            graph_url=None if self.graph is None else self.graph.url,
            graph_secret=None if self.graph is None else self.graph.secret_arn,
        )

    def _order(self) -> None:
        """Say what no reference says: migrations before functions, functions before alarms on them."""
        for store in (self.storage, self.search, *([] if self.graph is None else [self.graph])):
            self.release.add_stack_dependency(store)
        self.packages.add_stack_dependency(self.search)
        # Templates name the analysers that the packages bring.
        self.release.add_stack_dependency(self.packages)
        self.app.add_stack_dependency(self.release)
        # Its files are emptied with `app`, before it goes.
        self.app.add_stack_dependency(self.front)
        self.app.leave_nothing(self.release.emptier)
        self.observability.add_stack_dependency(self.app)
