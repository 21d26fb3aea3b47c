/** A write that is answered with what it left, and not with its command: repeated under one key until that is there. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { type Answer, read } from "./client";
import { type Command, type Headers_, Parked } from "./command";
import { same } from "./numbers";
import { asTrouble, Trouble } from "./trouble";

interface Direct<Input> {
  readonly db: string;
  /** What is read anew when it is done: the kind of its query. */
  readonly changes: string;
  readonly send: (input: Input, headers: Headers_) => Promise<{ data?: unknown; error?: unknown; response: Response }>;
}

const PAUSE = 1000;

/** Write, and wait for what is left. */
export function useDirect<Left, Input>({ db, changes, send }: Direct<Input>) {
  const queries = useQueryClient();
  const key = useRef<{ id: string; of: unknown } | null>(null);
  return useMutation<Left, Error, Input>({
    mutationFn: async (input) => {
      // What was perhaps received is repeated under the same key; what is said anew gets a new one.
      if (key.current === null || !same(key.current.of, input)) key.current = { id: crypto.randomUUID(), of: input };
      const headers = { Prefer: "wait=5", "Idempotency-Key": key.current.id };
      try {
        const left = await leftBy<Left>(() => send(input, headers));
        key.current = null;
        return left;
      } catch (cause) {
        const { status } = asTrouble(cause);
        if (status !== 0 && status < 500) key.current = null;
        throw cause;
      }
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: [db, changes] }),
  });
}

async function leftBy<Left>(send: () => ReturnType<Direct<never>["send"]>): Promise<Left> {
  for (;;) {
    const { status, body } = (await read(send() as never)) as Answer<{ data: Left | Command }>;
    if (status !== 202) return body.data as Left;
    const { state, errors = [] } = body.data as Command;
    if (state === "PARKED") throw new Parked(409, errors);
    if (state === "FAILED") throw new Trouble(422, errors);
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
}
