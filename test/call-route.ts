import type { Operation, OperationRequest } from "#contracts/define-operation.ts";

type RouteHandler = (request: Request, context: { params: Promise<Record<string, string>> }) => Promise<Response>;

/** The file that must answer an operation. */
export const routeFileOf = (operation: Operation): string =>
  `app${operation.path.replace(/:([A-Za-z]+)/g, "[$1]")}/route.ts`;

/** Calls the handler of an operation's route file as Next would. */
export async function callRoute<O extends Operation>(
  operation: O,
  request: OperationRequest<O> & { readonly headers?: Record<string, string> } = {},
): Promise<{
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: () => unknown;
}> {
  const module = (await import(/* @vite-ignore */ `../${routeFileOf(operation)}`)) as Record<string, RouteHandler>;
  const handler = module[operation.method];
  if (!handler) throw new Error(`${routeFileOf(operation)} exports no ${operation.method}`);
  const params = (request.params ?? {}) as Record<string, string>;
  const path = operation.path.replace(/:([A-Za-z]+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ""));
  const query = new URLSearchParams((request.query ?? {}) as Record<string, string>);
  const hasBody = request.body !== undefined;
  const response = await handler(
    new Request(`http://sluice.test${path}?${query}`, {
      method: operation.method,
      headers: { ...(hasBody ? { "content-type": "application/json" } : {}), ...request.headers },
      ...(hasBody ? { body: JSON.stringify(request.body) } : {}),
    }),
    { params: Promise.resolve(params) },
  );
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: () => JSON.parse(text) as unknown };
}
