/** Who may do what. */
import { Button, HTMLSelect, InputGroup } from "@blueprintjs/core";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, dataOf, type Schemas } from "../../api/client";
import { useCommand } from "../../api/command";
import { problemsAt } from "../../api/trouble";
import { Answered, Empty } from "../../ui/Answered";
import { AskCommand } from "../../ui/Dialogs";
import { Field } from "../../ui/Field";
import { guardComposition } from "../../ui/keys";
import { Person } from "../../ui/Person";
import { Table } from "../../ui/Table";
import { TimeText } from "../../ui/TimeText";
import { TroubleNote } from "../../ui/Trouble";

const ROLES = ["viewer", "editor", "modeler", "owner"] as const;
type Role = (typeof ROLES)[number];

interface Granting {
  readonly db: string;
  readonly cannot: string | undefined;
}

export function Grants({ db, cannot }: Granting) {
  const { t } = useTranslation();
  const found = useQuery({
    queryKey: [db, "grants"],
    queryFn: () =>
      dataOf(api.GET("/api/v1/database/{db}/grants", { params: { path: { db }, query: { limit: 1000 } } })),
    enabled: cannot === undefined,
  });
  const [leaving, setLeaving] = useState<string | null>(null);
  const grant = useCommand<Schemas["NewGrant"]>({
    db,
    label: t("grants.granting"),
    send: (body, headers) => api.PUT("/api/v1/database/{db}/grants", { params: { path: { db } }, body, headers }),
  });
  const revoke = useCommand<string>({
    db,
    label: t("grants.revoking"),
    send: (subject, headers) =>
      api.DELETE("/api/v1/database/{db}/grants", { params: { path: { db } }, body: { subject }, headers }),
  });
  if (cannot !== undefined) return <Empty title={t("grants.hidden")}>{cannot}</Empty>;
  return (
    <div className="stack">
      <NewGrant busy={grant.busy} error={grant.error} onGrant={(body) => grant.give(body)} />
      {grant.error ? <TroubleNote error={grant.error} /> : null}
      <Answered of={found} isEmpty={(all) => all.length === 0} empty={<Empty title={t("grants.none")} />}>
        {(all) => (
          <Table
            label={t("settings.view.grants")}
            head={[t("grants.subject"), t("grants.role"), t("grants.by"), t("activity.at"), t("changes.deeds")]}
          >
            {all.map((each) => (
              <tr key={each.subject}>
                <th scope="row">
                  <Person of={each.subject} />
                </th>
                <td>
                  <RoleOf
                    subject={each.subject}
                    role={each.role}
                    busy={grant.busy}
                    onChange={(role) => grant.give({ subject: each.subject, role })}
                  />
                </td>
                <td>
                  <Person of={each.granted_by} />
                </td>
                <td>
                  <TimeText at={each.granted_at} />
                </td>
                <td>
                  <Button size="small" onClick={() => setLeaving(each.subject)}>
                    {t("grants.revoke")}
                  </Button>
                </td>
              </tr>
            ))}
          </Table>
        )}
      </Answered>
      {leaving === null ? null : (
        <AskCommand
          title={t("grants.revokeTitle", { subject: leaving })}
          act={t("grants.revoke")}
          intent="danger"
          command={revoke}
          input={() => leaving}
          onClose={() => setLeaving(null)}
        />
      )}
    </div>
  );
}

interface Held {
  readonly subject: string;
  readonly role: Role;
  readonly busy: boolean;
  readonly onChange: (role: Role) => Promise<unknown>;
}

/** A role is given by a press: who walks through the list by keys has given none yet. */
function RoleOf({ subject, role, busy, onChange }: Held) {
  const { t } = useTranslation();
  const [walked, setChosen] = useState<Role | null>(null);
  const chosen = walked ?? role;
  const give = () =>
    onChange(chosen)
      .then(() => setChosen((now) => (now === chosen ? null : now)))
      .catch(() => undefined);
  return (
    <span className="row">
      <HTMLSelect
        aria-label={t("grants.roleOf", { subject })}
        value={chosen}
        options={ROLES.map((value) => ({ value, label: t(`role.${value}`) }))}
        onChange={(event) => setChosen(event.target.value as Role)}
      />
      {chosen === role ? null : (
        <Button
          size="small"
          intent="primary"
          loading={busy}
          aria-label={t("grants.change", { subject, role: t(`role.${chosen}`) })}
          onClick={() => void give()}
        >
          {t("act.save")}
        </Button>
      )}
    </span>
  );
}

interface New {
  readonly busy: boolean;
  readonly error: unknown;
  readonly onGrant: (body: Schemas["NewGrant"]) => Promise<unknown>;
}

function NewGrant({ busy, error, onGrant }: New) {
  const { t } = useTranslation();
  const [subject, setSubject] = useState("");
  const [role, setRole] = useState<Role>("viewer");
  function send(event: FormEvent) {
    event.preventDefault();
    onGrant({ subject: subject.trim(), role })
      .then(() => setSubject((now) => (now === subject ? "" : now)))
      .catch(() => undefined);
  }
  return (
    <form className="row" onSubmit={send} onKeyDown={guardComposition}>
      <Field id="subject" label={t("grants.subject")} problems={problemsAt(error, "subject")}>
        <InputGroup id="subject" value={subject} onValueChange={setSubject} />
      </Field>
      <Field id="role" label={t("grants.role")}>
        <HTMLSelect
          id="role"
          value={role}
          options={ROLES.map((value) => ({ value, label: t(`role.${value}`) }))}
          onChange={(event) => setRole(event.target.value as Role)}
        />
      </Field>
      <Button type="submit" intent="primary" disabled={subject.trim() === ""} loading={busy}>
        {t("grants.grant")}
      </Button>
    </form>
  );
}
