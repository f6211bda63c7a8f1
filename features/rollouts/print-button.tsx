"use client";

import { Printer } from "lucide-react";
import { Button } from "#components/ui/button.tsx";

export function PrintButton() {
  return (
    <Button variant="primary" onClick={() => print()}>
      <Printer />
      Print or save as PDF
    </Button>
  );
}
