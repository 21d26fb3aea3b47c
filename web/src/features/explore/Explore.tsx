/** Explore: what there is of a class, narrowed by facets, filters and words; the address is the state. */
import { Button, InputGroup } from "@blueprintjs/core";
import { Search } from "@blueprintjs/icons";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { ontology, whole } from "../../api/queries";
import { Answered, Empty } from "../../ui/Answered";
import { isEnter } from "../../ui/keys";
import { useLabel } from "../../ui/labels";
import { Page } from "../../ui/Page";
import { Picker } from "../../ui/Picker";
import { useMay } from "../../ui/roles";
import { Chips } from "./Chips";
import { Facets } from "./Facets";
import { Figures } from "./Figures";
import { countable, facetFields, fieldsOf, known } from "./found";
import { Results } from "./Results";
import { Views } from "./Views";

const route = getRouteApi("/in/db/$db/explore");

export function Explore() {
  const { t } = useTranslation();
  const { db } = route.useParams();
  const shapes = useQuery(ontology(db));
  if (shapes.data === undefined) {
    return (
      <Page title={t("nav.explore")}>
        <Answered of={shapes}>{() => null}</Answered>
      </Page>
    );
  }
  return (
    <Answered
      of={shapes}
      isEmpty={({ classes }) => classes.length === 0}
      empty={
        <Page title={t("nav.explore")}>
          <Empty
            title={t("explore.noClasses")}
            action={
              <Link to="/db/$db/imports/new" params={{ db }}>
                {t("imports.new")}
              </Link>
            }
          >
            {t("explore.noClassesText")}
          </Empty>
        </Page>
      }
    >
      {({ classes }) => <OfClasses classes={classes} />}
    </Answered>
  );
}

type Classes = Parameters<typeof whole>[0];

function OfClasses({ classes }: { classes: Classes }) {
  const { t } = useTranslation();
  const { db } = route.useParams();
  const search = route.useSearch();
  const navigate = useNavigate({ from: "/db/$db/explore" });
  const label = useLabel();
  const may = useMay(db);
  const shape = whole(classes, search.class ?? classes[0]?.name ?? "");
  const fields = fieldsOf(shape, label, (name) => t(`own.${name}`));
  const all = countable(fields, shape?.key ?? []);
  const counted = facetFields(all, search.facet);
  const filters = search.f ?? [];
  const wanted = { ...search, class: shape?.name ?? search.class, f: known(filters, fields) };
  const change = (changed: Partial<typeof search>) => void navigate({ search: { ...search, ...changed } });
  return (
    <Page
      full
      title={shape ? label(shape) : t("nav.explore")}
      actions={
        <>
          <Picker
            label={t("explore.class")}
            value={shape?.name ?? ""}
            choices={classes.map((each) => ({ value: each.name, label: label(each) }))}
            onChange={(name) => void navigate({ search: { class: name, q: search.q } })}
          />
          <Views db={db} address={{ ...search, class: shape?.name }} />
          <Words q={search.q} onSearch={(q) => change({ q })} />
          <Button
            onClick={() => change({ fig: search.fig === undefined ? "count" : undefined })}
            active={search.fig !== undefined}
            aria-expanded={search.fig !== undefined}
          >
            {t("explore.figures")}
          </Button>
          {shape && may.least("editor") && !shape.abstract ? (
            <Link className="bp6-button" to="/db/$db/new/$class" params={{ db, class: shape.name }}>
              {t("explore.new")}
            </Link>
          ) : null}
        </>
      }
    >
      <Chips filters={filters} fields={fields} onChange={(f) => change({ f: f.length > 0 ? f : undefined })} />
      {search.fig === undefined ? null : (
        <Figures db={db} wanted={wanted} fields={fields} asked={search.fig} onChange={(fig) => change({ fig })} />
      )}
      <div className="explore">
        <Facets
          db={db}
          wanted={wanted}
          all={filters}
          fields={fields}
          countable={all}
          counted={counted}
          hist={search.hist}
          onFacets={(facet) => change({ facet })}
          onHist={(hist) => change({ hist })}
          onChange={(f) => change({ f: f.length > 0 ? f : undefined })}
        />
        <Results
          db={db}
          wanted={wanted}
          unheeded={wanted.f.length < filters.length}
          fields={fields}
          columns={search.cols}
          facets={counted.map((each) => each.name)}
          onSort={(sort) => change({ sort })}
          onColumns={(cols) => change({ cols })}
          onClear={() => void navigate({ search: { class: shape?.name } })}
        />
      </div>
    </Page>
  );
}

function Words({ q, onSearch }: { q: string | undefined; onSearch: (q: string | undefined) => void }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState(q ?? "");
  // Words that come from elsewhere, as by Back, take the place of what is typed; one's own do not come back over it.
  const [seen, setSeen] = useState(q);
  const given = useRef(q);
  if (seen !== q) {
    setSeen(q);
    if (given.current !== q) setTyped(q ?? "");
    given.current = q;
  }
  const seek = (words: string) => {
    given.current = words.trim() === "" ? undefined : words.trim();
    onSearch(given.current);
  };
  return (
    <search>
      <InputGroup
        type="search"
        leftIcon={<Search />}
        data-search=""
        value={typed}
        onValueChange={setTyped}
        placeholder={t("explore.search")}
        aria-label={t("explore.search")}
        onKeyDown={(event) => {
          if (isEnter(event)) seek(typed);
        }}
        onBlur={() => {
          if (typed.trim() === "" && q !== undefined) seek("");
        }}
      />
    </search>
  );
}
