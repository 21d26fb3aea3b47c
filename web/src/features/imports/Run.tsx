/** Try an import dry, then run it; classes that are not there yet are made first. */
import { Button, Callout, HTMLSelect } from "@blueprintjs/core";
import { type UseQueryResult, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, dataOf, type Schemas } from "../../api/client";
import { useCommand } from "../../api/command";
import { same } from "../../api/numbers";
import { useOnce } from "../../api/once";
import { Answered } from "../../ui/Answered";
import { useCount } from "../../ui/labels";
import { TroubleNote } from "../../ui/Trouble";
import { hasEnded, type Import, importOf, type Mapping } from "./reads";
import { Connect } from "./sheets/Connect";

interface Ready {
  readonly db: string;
  readonly source: Schemas["SourceBody"];
  readonly name: string;
  /** Classes to be made before. */
  readonly create: readonly Schemas["NewClass"][];
  readonly mapping: Mapping;
  readonly blocked: boolean;
  readonly onDone: () => void;
}

const OPS = ["create", "upsert", "update"] as const;
type Op = (typeof OPS)[number];

export function Run({ db, source, name, create, mapping, blocked, onDone }: Ready) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const keyed = create.every((each) => (each.key ?? []).length > 0);
  const [op, setOp] = useState<Op>(source.google_sheet && keyed ? "upsert" : "create");
  const [onError, setOnError] = useState<"skip" | "stop">("skip");
  const [tried, setTried] = useState<{ id: string; of: unknown } | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const make = useCommand<Schemas["OntologyChanges"]>({
    db,
    label: t("imports.making", { name }),
    send: (body, headers) =>
      api.POST("/api/v1/database/{db}/ontology/changes", { params: { path: { db } }, body, headers }),
  });

  const wanted = { source, class: name, mapping, op, on_error: onError };
  const trial = useQuery({ ...importOf(db, tried?.id ?? ""), enabled: tried !== null });
  const isOfThis = tried !== null && same(tried.of, wanted);
  const holds = isOfThis && create.length === 0 && trial.data?.state === "COMPLETED";

  const once = useOnce();
  async function begin(dry: boolean) {
    const body = { ...wanted, dry_run: dry } as Schemas["ImportBody"];
    const headers = once.headersOf(body);
    const told = await dataOf(api.POST("/api/v1/database/{db}/imports", { params: { path: { db } }, headers, body }));
    once.answered();
    return told;
  }

  async function run(dry: boolean) {
    setBusy(true);
    setError(null);
    try {
      if (create.length > 0) {
        const changes = create.map((each) => ({ op: "create" as const, class: each as Schemas["ClassBody"] }));
        await make.give({ message: t("imports.makeMessage", { name }), changes });
      }
      const told = await begin(dry);
      if (dry) {
        setTried({ id: told.import_id, of: wanted });
        return;
      }
      await queries.invalidateQueries({ queryKey: [db, "imports"] });
      onDone();
      await navigate({ to: "/db/$db/imports/$id", params: { db, id: told.import_id } });
    } catch (cause) {
      setError(cause);
    } finally {
      setBusy(false);
    }
  }

  return (
    <section className="card stack" aria-label={t("imports.run")}>
      <div className="row">
        <HTMLSelect
          aria-label={t("imports.op")}
          value={op}
          options={OPS.map((value) => ({ value, label: t(`imports.ops.${value}`) }))}
          onChange={(event) => setOp(event.target.value as Op)}
        />
        <HTMLSelect
          aria-label={t("imports.onError")}
          value={onError}
          options={(["skip", "stop"] as const).map((value) => ({ value, label: t(`imports.errors.${value}`) }))}
          onChange={(event) => setOnError(event.target.value as "skip" | "stop")}
        />
        <span className="grow" />
        <Button disabled={blocked} loading={busy} onClick={() => void run(true)}>
          {t(create.length > 0 ? "imports.makeAndTry" : "imports.try")}
        </Button>
        <Button
          intent="primary"
          disabled={blocked || !holds}
          title={holds ? undefined : t("imports.tryFirst")}
          loading={busy}
          onClick={() => void run(false)}
        >
          {t("imports.run")}
        </Button>
      </div>
      {create.length > 0 ? (
        <p className="muted">{t("imports.willMake", { names: create.map((each) => each.name).join(", ") })}</p>
      ) : null}
      {error ? <TroubleNote error={error} /> : null}
      {source.google_sheet ? (
        <Connect
          db={db}
          wanted={{ google_sheet: source.google_sheet, class: name, mapping, op, on_error: onError }}
          blocked={blocked || !holds}
          onDone={onDone}
        />
      ) : null}
      {tried === null ? null : isOfThis ? (
        <Tried db={db} id={tried.id} of={trial} />
      ) : (
        <p role="status">{t("imports.triedOther")}</p>
      )}
    </section>
  );
}

function Tried({ db, id, of }: { db: string; id: string; of: UseQueryResult<Import> }) {
  const { t } = useTranslation();
  const count = useCount();
  return (
    <Answered of={of}>
      {(told) => (
        <Callout
          intent={told.state === "FAILED" ? "danger" : told.rejected > 0 ? "warning" : "success"}
          compact
          role="status"
        >
          {hasEnded(told.state)
            ? t("imports.would", { good: count(told.succeeded), bad: count(told.rejected) })
            : t("imports.trying", { done: count(told.done) })}{" "}
          {told.errors.map((each) => each.message).join("; ")}{" "}
          {hasEnded(told.state) && told.rejected > 0 ? (
            <Link to="/db/$db/imports/$id" params={{ db, id }}>
              {t("imports.seeRejects")}
            </Link>
          ) : null}
        </Callout>
      )}
    </Answered>
  );
}
