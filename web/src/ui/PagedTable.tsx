/** A table of what comes in pages: its four states, its rows, and more of them on demand. */
import { Button } from "@blueprintjs/core";
import type { InfiniteData, UseInfiniteQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Answered } from "./Answered";
import { Table } from "./Table";

interface Paged<Row> {
  readonly of: UseInfiniteQueryResult<InfiniteData<{ readonly data: readonly Row[] }>>;
  readonly label: string;
  readonly head: readonly string[];
  readonly empty: ReactNode;
  /** A row, with its key. */
  readonly children: (row: Row) => ReactNode;
}

export function PagedTable<Row>({ of, label, head, empty, children }: Paged<Row>) {
  return (
    <>
      <Answered
        of={of}
        isEmpty={({ pages }) => !of.hasNextPage && pages.every(({ data }) => data.length === 0)}
        empty={empty}
      >
        {({ pages }) => (
          <Table label={label} head={head}>
            {pages.flatMap(({ data }) => data).map(children)}
          </Table>
        )}
      </Answered>
      <More of={of} />
    </>
  );
}

interface Going {
  readonly hasNextPage: boolean;
  readonly isFetchingNextPage: boolean;
  readonly fetchNextPage: () => Promise<unknown>;
}

export function More({ of }: { readonly of: Going }) {
  const { t } = useTranslation();
  if (!of.hasNextPage) return null;
  return (
    <Button loading={of.isFetchingNextPage} onClick={() => void of.fetchNextPage()}>
      {t("act.more")}
    </Button>
  );
}
