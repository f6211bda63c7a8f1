import { container } from "#server/container.live.ts";
import { openLiveStream } from "#server/events/open-live-stream.ts";

export const dynamic = "force-dynamic";

export const GET = async (request: Request): Promise<Response> => openLiveStream(await container(), request);
