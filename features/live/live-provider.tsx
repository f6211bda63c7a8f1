"use client";

import { useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef, useState } from "react";
import type { LiveEvent } from "#contracts/live.ts";
import { keysOfFact } from "./keys-of-fact.ts";
import type { LiveListener, LiveState } from "./live-connection.ts";
import { newRefresher } from "./refresher.ts";

type Listener = (event: LiveEvent) => void;

interface Live {
  readonly state: LiveState;
  listen(listener: Listener): () => void;
}

const LiveContext = createContext<Live | null>(null);

const isSame = (a: LiveState, b: LiveState): boolean => a.kind === b.kind;

/** One line to the server for the whole page: facts refetch what they touch, all events reach those who listen. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const queries = useQueryClient();
  const [state, setState] = useState<LiveState>({ kind: "connecting" });
  const listeners = useRef(new Set<Listener>());

  useEffect(() => {
    const refresh = newRefresher(queries);
    const listener: LiveListener = {
      event(event) {
        for (const key of keysOfFact(event)) refresh(key);
        for (const tell of listeners.current) tell(event);
      },
      state: (next) => setState((before) => (isSame(before, next) ? before : next)),
      reset() {
        refresh([]);
        for (const tell of listeners.current) tell({ type: "reset" });
      },
    };
    let close: (() => void) | undefined;
    let isGone = false;
    // After the first paint: with the parser of events it would be a fifth of the first load.
    import("./live-connection.ts").then(
      ({ openLiveConnection }) => {
        if (!isGone) close = openLiveConnection(listener);
      },
      () => setState({ kind: "offline", since: Date.now() }),
    );
    return () => {
      isGone = true;
      close?.();
    };
  }, [queries]);

  const listen = useCallback((listener: Listener) => {
    listeners.current.add(listener);
    return () => void listeners.current.delete(listener);
  }, []);
  const live = useMemo(() => ({ state, listen }), [state, listen]);
  return <LiveContext value={live}>{children}</LiveContext>;
}

export function useLive(): Live {
  const live = useContext(LiveContext);
  if (!live) throw new Error("useLive needs a LiveProvider above it");
  return live;
}
