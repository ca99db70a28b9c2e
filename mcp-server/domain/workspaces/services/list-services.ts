import type { Infra } from '../../../infra/infra.ts';
import { lookAtService, type ServiceSight } from './look-at-service.ts';
import { listServiceRecords } from './service-record.ts';

/** Looks at everything that was started in the workspace at `path`, by name. */
export const listServices = (infra: Infra, path: string): Promise<ServiceSight[]> =>
  Promise.all(listServiceRecords(infra, path).map((record) => lookAtService(infra, record)));
