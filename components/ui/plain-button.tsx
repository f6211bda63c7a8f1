"use client";

import type { ComponentProps } from "react";
import { useHydrating } from "./use-hydrating.ts";

/** A button without a look. */
export const PlainButton = (props: ComponentProps<"button">) => <button type="button" {...useHydrating()} {...props} />;
