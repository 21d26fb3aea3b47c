import { act, fireEvent, render, screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { DataGrid } from "../src/ui/DataGrid";

const ROWS = Array.from({ length: 500 }, (_, index) => `row ${index}`);

function grid(rows: readonly string[], titles: readonly string[]) {
  const columns = titles.map((title) => ({
    key: title,
    title,
    width: 100,
    render: (row: string) => `${title} of ${row}`,
  }));
  return (
    <DataGrid
      label="Rows"
      columns={columns}
      rows={rows}
      total={rows.length}
      rowKey={(row) => row}
      onOpen={() => undefined}
    />
  );
}

function stops(): (string | null)[] {
  return screen.getAllByRole("gridcell").flatMap((cell) => (cell.tabIndex === 0 ? [cell.textContent] : []));
}

it("a grid that was scrolled is reached by Tab, at a row that is drawn", () => {
  render(grid(ROWS, ["A", "B"]));
  expect(stops()).toEqual(["A of row 0"]);
  const frame = screen.getByRole("grid");

  frame.scrollTop = 6000;
  act(() => void fireEvent.scroll(frame));

  const drawn = screen.getAllByRole("row").length;
  expect(screen.queryByText("A of row 0")).toBeNull();
  expect(drawn).toBeGreaterThan(5);
  expect(stops()).toHaveLength(1);
});

it("a grid that became smaller is reached by Tab where its last row or column is", () => {
  const { rerender } = render(grid(ROWS.slice(0, 10), ["A", "B", "C"]));
  act(() => screen.getByText("C of row 9").focus());
  expect(stops()).toEqual(["C of row 9"]);

  rerender(grid(ROWS.slice(0, 4), ["A", "B"]));

  expect(stops()).toEqual(["B of row 3"]);
});
