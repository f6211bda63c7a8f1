"use client";

import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { Button, type ButtonProps } from "../ui/button.tsx";

/** The clipboard API needs a secure context; over plain HTTP by address the old way still works. */
async function copyText(text: string): Promise<boolean> {
  if (navigator.clipboard)
    return navigator.clipboard.writeText(text).then(
      () => true,
      () => false,
    );
  const area = document.createElement("textarea");
  area.value = text;
  area.style.position = "fixed";
  document.body.append(area);
  area.select();
  const copied = document.execCommand("copy");
  area.remove();
  return copied;
}

/** Copies `text`. `label` says what it is: "Copy GRANT". Without children only the icon is shown. */
export function CopyButton({
  text,
  label,
  children,
  variant = "ghost",
  size,
  ...props
}: ButtonProps & { text: string; label: string }) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 2000);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <Button
      variant={variant}
      size={size ?? (children ? "sm" : "icon-sm")}
      aria-label={copied ? `${label}: copied` : label}
      title={label}
      onClick={() => void copyText(text).then(setCopied)}
      {...props}
    >
      {copied ? <Check className="text-success-ink" /> : <Copy />}
      {children}
    </Button>
  );
}
