// A service together with its copy of who may do what: started last, stopped with it, and told of in its health,
// since a copy that has stopped hearing lets revoked keys in.
import type { ServiceModule } from '@copse/http';
import type { EventConsumer } from '@copse/messaging';
import { describeConsumer } from './service-health.ts';

/** The service, which keeps the copy up to date while it runs. */
export function withAccessCopy(service: ServiceModule, copy: EventConsumer): ServiceModule {
  return {
    ...service,
    start: async () => {
      await service.start();
      await copy.start();
    },
    stop: async () => {
      // Side by side: each waits for the bus a while, and together they have ten seconds.
      await Promise.all([service.stop(), copy.stop()]);
    },
    health: async () => [...(await service.health()), describeConsumer('access copy', copy)],
  };
}
