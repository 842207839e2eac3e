import { forwardToBackend } from '../../../server/backend-proxy.ts';
import { settings } from '../../../server/settings.ts';
import { shutdown } from '../../../server/shutdown.ts';

async function handle(request: Request): Promise<Response> {
  return await forwardToBackend(request, { backendUrl: settings().internalBackendUrl, stopping: shutdown.signal });
}

export {
  handle as DELETE,
  handle as GET,
  handle as HEAD,
  handle as OPTIONS,
  handle as PATCH,
  handle as POST,
  handle as PUT,
};
