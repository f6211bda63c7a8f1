import { cn } from "../ui/cn.ts";

/** A gate between two posts, half raised over moving water. */
export function Logo({ className }: { className?: string }) {
  return (
    <svg aria-hidden viewBox="0 0 32 32" className={cn("size-6", className)}>
      <rect width="32" height="32" rx="8" fill="var(--primary)" />
      <path d="M9 7v18M23 7v18" stroke="var(--primary-foreground)" strokeWidth="2.5" strokeLinecap="round" />
      <path d="M9 10h14v5H9z" fill="var(--primary-foreground)" />
      <path
        d="M11.5 20c1.5-1.7 3-1.7 4.5 0s3 1.7 4.5 0M11.5 24c1.5-1.700 3-1.700 4.500 0s3 1.700 4.500 0"
        fill="none"
        stroke="var(--primary-foreground)"
        strokeOpacity="0.75"
        strokeWidth="2"
        strokeLinecap="round"
      />
    </svg>
  );
}
