"""The stacks of a stage, in the order in which they are deployed."""

from aws_cdk import App, Stack, Tags

from infra.bundles import bundles_of
from infra.catalogue import names
from infra.constructs.places import Ground, Places
from infra.constructs.room import Surroundings
from infra.nag import check
from infra.stacks.app import Application
from infra.stacks.data import Data
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
from infra.stage import Issuer, Stage


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
        around = Surroundings(ground=self._ground(), places=self._places(), issuer=self._issuer())
        self.packages = Packages(app, self._id("packages"), around=around)
        self.release = Release(app, self._id("release"), around=around)
        self.app = Application(app, self._id("app"), around=around, brokers=self.release.brokers)
        self.observability = Observability(
            app,
            self._id("observability"),
            stage=stage,
            key=key,
            api_id=self.app.api_id,
            database=names.physical(stage.name, "database"),
        )
        self._order()
        for tag, value in (("product", names.PRODUCT), ("stage", stage.name)):
            Tags.of(app).add(tag, value)
        check(app, stage)

    def _id(self, name: str) -> str:
        return names.physical(self.stage.name, name)

    def _graph(self) -> GraphStore:
        return GraphStore(self._app, self._id("graph"), stage=self.stage, network=self.network, key=self.storage.key)

    def _replica(self) -> None:
        if self.stage.replica_region is not None:
            replica = Replica(self._app, self._id("replica"), stage=self.stage, region=self.stage.replica_region)
            # S3 refuses to replicate to a bucket that is not there.
            self.storage.add_stack_dependency(replica)

    def _issuer(self) -> Issuer:
        if self.stage.api.issuer is not None:
            return self.stage.api.issuer
        return Identity(self._app, self._id("identity"), stage=self.stage).issuer

    def _ground(self) -> Ground:
        return Ground(
            stage=self.stage,
            bundles=bundles_of(self._app),
            vpc=self.network.vpc,
            subnets=self.network.private,
            group=self.network.functions,
            clients=self.network.clients,
            key=self.storage.key,
        )

    def _places(self) -> Places:
        account: Stack = self.storage
        return Places(
            stage=self.stage.name,
            partition=account.partition,
            region=account.region,
            account=account.account,
            key_arn=self.storage.key.key_arn,
            postgres=self.data.address,
            postgres_read=self.data.read_address,
            postgres_users=self.data.user_arns,
            postgres_secret=self.data.secret_arn,
            bus_arn=self.streaming.arn,
            search_arn=self.search.domain_arn,
            search_url=self.search.search_url,
            cache_url=self.search.cache_url,
            graph_url=None if self.graph is None else self.graph.url,
        )

    def _order(self) -> None:
        """Say what no reference says: migrations before functions, functions before alarms on them."""
        for store in (self.storage, self.search, *([] if self.graph is None else [self.graph])):
            self.release.add_stack_dependency(store)
        self.packages.add_stack_dependency(self.search)
        # Templates name the analysers that the packages bring.
        self.release.add_stack_dependency(self.packages)
        self.app.add_stack_dependency(self.release)
        self.observability.add_stack_dependency(self.app)
