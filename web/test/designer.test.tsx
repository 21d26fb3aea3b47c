import { QueryClientProvider } from "@tanstack/react-query";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { describe, expect, it } from "vitest";
import { writeExact } from "../src/api/numbers";
import { makeQueries, type Property, type Relationship } from "../src/api/queries";
import { Properties } from "../src/features/ontology/Properties";
import { Relationships } from "../src/features/ontology/Relationships";
import { violations } from "./console";
import { answers, GOOD, platform } from "./platform";

const TYPES = ["xsd:string", "xsd:decimal", "ENUM", "ARRAY", "OBJECT"].map((name) => ({ name, description: name }));

interface Designing<Part> {
  readonly first: readonly Part[];
  readonly tell: (parts: readonly Part[]) => void;
}

function DesignedProperties({ first, tell }: Designing<Property>) {
  const [properties, setProperties] = useState(first);
  tell(properties);
  return <Properties properties={properties} onChange={setProperties} />;
}

function DesignedRelationships({ first, tell }: Designing<Relationship>) {
  const [relationships, setRelationships] = useState(first);
  tell(relationships);
  return <Relationships relationships={relationships} classes={[GOOD]} onChange={setRelationships} />;
}

/** The designer of some properties; gives what they are just now, as they are written. */
function designer(...first: Property[]) {
  platform.use(answers("get", "/api/v1/types", TYPES as never));
  let now: readonly Property[] = first;
  const tell = (properties: readonly Property[]) => {
    now = properties;
  };
  const { container } = render(
    <QueryClientProvider client={makeQueries()}>
      <DesignedProperties first={first} tell={tell} />
    </QueryClientProvider>,
  );
  const written = () => now.map((each) => writeExact(each));
  return { user: userEvent.setup(), container, written, properties: () => now };
}

const NEW: Property = { name: "tags", type: "xsd:string" };

describe("a property", () => {
  it("of a type that holds others says of which, and leaves the parts of the type before", async () => {
    const { user, properties, container } = designer({ ...NEW, type: "ENUM", values: ["a", "b"] });

    await screen.findByRole("option", { name: "ARRAY" });
    await user.selectOptions(screen.getByLabelText("Type"), "ARRAY");
    expect(properties()).toEqual([{ name: "tags", type: "ARRAY", items: { type: "xsd:string" } }]);
    await user.selectOptions(screen.getByLabelText("Type of what it holds"), "xsd:decimal");

    expect(properties()).toEqual([{ name: "tags", type: "ARRAY", items: { type: "xsd:decimal" } }]);
    expect(await violations(container)).toEqual([]);
    await user.selectOptions(screen.getByLabelText("Type"), "xsd:string");
    expect(properties()).toEqual([NEW]);
  });

  it("keeps all digits of its constraints", async () => {
    const { user, written } = designer({ ...NEW, type: "xsd:decimal" });

    await user.click(screen.getByLabelText("Constraints"));
    await user.paste('{"maximum": 0.12345678901234567890123}');

    expect(written()[0]).toContain('"maximum":0.12345678901234567890123');
  });

  it("keeps its texts when another one goes", async () => {
    const { user, properties } = designer(
      { ...NEW, name: "one", constraints: { min_length: 1 } },
      { ...NEW, name: "two", type: "ENUM", values: ["x"], constraints: {} },
      { ...NEW, name: "three", constraints: { min_length: 3 } },
    );

    await user.click(screen.getByRole("button", { name: "Remove one" }));

    expect(properties().map((each) => each.name)).toEqual(["two", "three"]);
    const shown = screen.getAllByLabelText("Constraints").map((each) => (each as HTMLInputElement).value);
    expect(shown).toEqual(["", '{"min_length":3}']);
  });

  it("may be personal, and somebody's", async () => {
    const { user, properties } = designer(NEW);

    await user.click(screen.getByLabelText(/^Personal/));
    await user.type(screen.getByLabelText("Property or relationship that names the subject"), "who");
    await user.type(screen.getByLabelText("Description (English)"), "What");

    expect(properties()).toEqual([{ ...NEW, personal: true, subject: "who", description: { en: "What" } }]);
    await user.click(screen.getByLabelText(/^Personal/));
    expect(properties()).toEqual([{ ...NEW, description: { en: "What" } }]);
  });

  it("says the rest in JSON, and nothing but the rest", async () => {
    const { user, properties } = designer({ ...NEW, type: "OBJECT" });
    const rest = screen.getByLabelText("What else it says");

    await user.click(rest);
    await user.paste('{"name": "other"}');
    expect(rest.getAttribute("aria-invalid")).toBe("true");
    expect(properties()).toEqual([{ ...NEW, type: "OBJECT" }]);
    await user.clear(rest);
    await user.paste('{"properties": [{"name": "width", "type": "xsd:decimal"}]}');

    expect(properties()).toEqual([{ ...NEW, type: "OBJECT", properties: [{ name: "width", type: "xsd:decimal" }] }]);
  });
});

describe("a relationship", () => {
  it("has a name from the other side", async () => {
    let now: readonly Relationship[] = [{ name: "origin", target: "Good" }];
    const tell = (relationships: readonly Relationship[]) => {
      now = relationships;
    };
    render(<DesignedRelationships first={now} tell={tell} />);
    const user = userEvent.setup();

    await user.type(screen.getByLabelText("Inverse"), "goods");
    expect(now).toEqual([{ name: "origin", target: "Good", inverse: "goods" }]);
    await user.clear(screen.getByLabelText("Inverse"));

    expect(now).toEqual([{ name: "origin", target: "Good" }]);
  });
});
