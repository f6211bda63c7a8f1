"use client";

export default function GlobalError({ reset }: { error: Error; reset: () => void }) {
  return (
    <html lang="en">
      <body style={{ fontFamily: "system-ui", display: "grid", placeContent: "center", minHeight: "100dvh", gap: 12 }}>
        <title>Sluice: failed</title>
        <h1 style={{ fontSize: 18 }}>Sluice could not show this page</h1>
        <p>Nothing was changed, and rollouts go on without the page. Look into the log of the web process.</p>
        <button type="button" onClick={reset} style={{ width: "fit-content", padding: "6px 12px" }}>
          Try again
        </button>
      </body>
    </html>
  );
}
