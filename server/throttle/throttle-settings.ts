import type { ThrottleSettings } from "#contracts/throttle.ts";

/** Nobody has said anything of this database. */
const NOTHING_SAID: ThrottleSettings = {
  cores: null,
  maxSlices: null,
  limits: {},
  expectedReplicas: [],
  sqlProbe: null,
  httpProbe: null,
  window: null,
};

export const withDefaults = (stored: Partial<ThrottleSettings> | null): ThrottleSettings => ({
  ...NOTHING_SAID,
  ...stored,
});

/** The query of a URL may hold a token. */
export function withoutSecrets(settings: ThrottleSettings): ThrottleSettings {
  if (!settings.httpProbe) return settings;
  const url = new URL(settings.httpProbe.url);
  url.search = url.search && "?…";
  url.username = "";
  url.password = "";
  return { ...settings, httpProbe: { ...settings.httpProbe, url: decodeURI(url.href) } };
}
